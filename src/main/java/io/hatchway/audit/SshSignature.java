package io.hatchway.audit;

import io.hatchway.access.KeyBlob;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Base64;

/**
 * An Ed25519 signature in the form of {@code ssh-keygen -Y sign} (OpenSSH's PROTOCOL.sshsig), which {@code ssh-keygen -Y
 * verify} reads.
 */
final class SshSignature {
    /** What these signatures are for: one made for something else does not count here, nor one of these elsewhere. */
    static final String NAMESPACE = "hatchway-audit";

    static final String KEY_TYPE = "ssh-ed25519";
    private static final String LABEL = "SSH SIGNATURE";
    private static final String MAGIC = "SSHSIG";
    private static final String DIGEST = "sha512";
    private static final int KEY_BYTES = 32;

    private final KeyBlob publicKey;
    private final byte[] signature;

    /** @param publicKey of whoever signed */
    SshSignature(KeyBlob publicKey, byte[] signature) {
        this.publicKey = publicKey;
        this.signature = signature.clone();
    }

    static SshSignature sign(byte[] message, PrivateKey key, KeyBlob publicKey) throws GeneralSecurityException {
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(key);
        signer.update(signed(message));
        return new SshSignature(publicKey, signer.sign());
    }

    KeyBlob publicKey() {
        return publicKey;
    }

    /** The 64 bytes of RFC 8032 in Base64. */
    String base64() {
        return Base64.getEncoder().encodeToString(signature);
    }

    private static byte[] signed(byte[] message) {
        return new SshWire()
                .raw(MAGIC)
                .string(NAMESPACE)
                .string("")
                .string(DIGEST)
                .string(Sha256.digest("SHA-512").digest(message))
                .bytes();
    }

    boolean verifies(byte[] message) {
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(publicKey(publicKey.bytes()));
            verifier.update(signed(message));
            return verifier.verify(signature);
        } catch (GeneralSecurityException | IOException impossible) {
            return false;
        }
    }

    String armoured() {
        byte[] blob = new SshWire()
                .raw(MAGIC)
                .number(1)
                .string(publicKey.bytes())
                .string(NAMESPACE)
                .string("")
                .string(DIGEST)
                .string(new SshWire().string(KEY_TYPE).string(signature).bytes())
                .bytes();
        return SshWire.armoured(LABEL, blob);
    }

    /** Reads one of ours; another namespace, digest or kind of key is not. */
    static SshSignature parse(String armoured) throws IOException {
        ByteBuffer blob = ByteBuffer.wrap(SshWire.dearmoured(LABEL, armoured));
        SshWire.expect(blob, MAGIC + "\0\0\0\1");
        KeyBlob publicKey = KeyBlob.of(SshWire.string(blob));
        boolean ours = SshWire.text(blob).equals(NAMESPACE)
                && SshWire.string(blob).length == 0
                && SshWire.text(blob).equals(DIGEST);
        ByteBuffer inner = ByteBuffer.wrap(SshWire.string(blob));
        if (!ours || !SshWire.text(inner).equals(KEY_TYPE)) {
            throw new IOException("its signature is for something else than an audit log");
        }
        return new SshSignature(publicKey, SshWire.string(inner));
    }

    /** The public key in a blob such as authorized_keys lines hold. */
    static PublicKey publicKey(byte[] blob) throws IOException, GeneralSecurityException {
        ByteBuffer fields = ByteBuffer.wrap(blob);
        String type = SshWire.text(fields);
        byte[] y = SshWire.string(fields);
        if (!type.equals(KEY_TYPE) || y.length != KEY_BYTES) {
            throw new IOException("it is no key of type " + KEY_TYPE);
        }
        byte[] bigEndian = reversed(y);
        boolean xOdd = (bigEndian[0] & 0x80) != 0;
        bigEndian[0] &= 0x7F;
        EdECPoint point = new EdECPoint(xOdd, new BigInteger(1, bigEndian));
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    }

    /** The 32 bytes of a public key (RFC 8032, 5.1.2). */
    static byte[] encoded(EdECPublicKey key) {
        byte[] y = key.getPoint().getY().toByteArray();
        byte[] bigEndian = new byte[KEY_BYTES];
        int used = Math.min(y.length, KEY_BYTES);
        System.arraycopy(y, y.length - used, bigEndian, KEY_BYTES - used, used);
        if (key.getPoint().isXOdd()) {
            bigEndian[0] |= (byte) 0x80;
        }
        return reversed(bigEndian);
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }
}
