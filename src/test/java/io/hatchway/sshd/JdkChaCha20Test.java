package io.hatchway.sshd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Random;
import javax.crypto.AEADBadTagException;
import org.apache.sshd.common.cipher.ChaCha20Cipher;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.cipher.Cipher.Mode;
import org.junit.jupiter.api.Test;

/** Held against MINA's own cipher of the same name. */
final class JdkChaCha20Test {
    private static final int LENGTH = 4;
    private static final int TAG = 16;

    private final Random random = new Random(20);
    private final byte[] key = bytes(64);

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private Cipher ours(Mode mode, byte... iv) throws Exception {
        return started(new JdkChaCha20.Factory().create(), mode, iv);
    }

    private Cipher theirs(Mode mode, byte... iv) throws Exception {
        return started(new ChaCha20Cipher(), mode, iv);
    }

    private Cipher started(Cipher cipher, Mode mode, byte... iv) throws Exception {
        cipher.init(mode, key.clone(), iv.clone());
        return cipher;
    }

    private static byte[] iv(long sequence) {
        return java.nio.ByteBuffer.allocate(8).putLong(sequence).array();
    }

    private static void seal(Cipher cipher, byte[] packet) throws Exception {
        cipher.updateAAD(packet, 0, LENGTH);
        cipher.update(packet, LENGTH, packet.length - LENGTH - TAG);
    }

    private byte[] packet() {
        byte[] packet = bytes(LENGTH + 8 * (1 + random.nextInt(5000)) + TAG);
        java.util.Arrays.fill(packet, packet.length - TAG, packet.length, (byte) 0);
        return packet;
    }

    private static byte[] plain(byte[] packet) {
        return java.util.Arrays.copyOf(packet, packet.length - TAG);
    }

    @Test
    void whatItSealsMinaOpens() throws Exception {
        Cipher sealing = ours(Mode.Encrypt, iv(3));
        Cipher opening = theirs(Mode.Decrypt, iv(3));
        for (int i = 0; i < 100; i++) {
            byte[] packet = packet();
            byte[] plain = plain(packet);
            seal(sealing, packet);
            seal(opening, packet);
            assertThat(plain(packet)).isEqualTo(plain);
        }
    }

    @Test
    void whatMinaSealsItOpens() throws Exception {
        Cipher sealing = theirs(Mode.Encrypt, iv(3));
        Cipher opening = ours(Mode.Decrypt, iv(3));
        for (int i = 0; i < 100; i++) {
            byte[] packet = packet();
            byte[] plain = plain(packet);
            seal(sealing, packet);
            seal(opening, packet);
            assertThat(plain(packet)).isEqualTo(plain);
        }
    }

    @Test
    void sealedPacketsAreTheSameByteForByte() throws Exception {
        Cipher ours = ours(Mode.Encrypt, iv(0));
        Cipher theirs = theirs(Mode.Encrypt, iv(0));
        for (int i = 0; i < 100; i++) {
            byte[] packet = packet();
            byte[] same = packet.clone();
            seal(ours, packet);
            seal(theirs, same);
            assertThat(packet).isEqualTo(same);
        }
    }

    @Test
    void theSequenceNumberWrapsAt32Bits() throws Exception {
        Cipher sealing = ours(Mode.Encrypt, iv(0xFFFF_FFFFL));
        byte[] before = packet();
        seal(sealing, before);
        byte[] after = packet();
        byte[] plain = plain(after);
        seal(sealing, after);
        seal(theirs(Mode.Decrypt, iv(0)), after);
        assertThat(plain(after)).isEqualTo(plain);
    }

    @Test
    void aPacketChangedAnywhereIsRefused() throws Exception {
        byte[] sealed = new byte[LENGTH + 16 + TAG];
        seal(ours(Mode.Encrypt, iv(7)), sealed);
        for (int at = 0; at < sealed.length; at++) {
            byte[] changed = sealed.clone();
            changed[at] ^= 1;
            Cipher opening = ours(Mode.Decrypt, iv(7));
            assertThatExceptionOfType(AEADBadTagException.class)
                    .as("byte %d", at)
                    .isThrownBy(() -> seal(opening, changed));
        }
    }

    @Test
    void aPacketPlayedAgainIsRefused() throws Exception {
        byte[] sealed = new byte[LENGTH + 16 + TAG];
        seal(ours(Mode.Encrypt, iv(7)), sealed);
        Cipher opening = ours(Mode.Decrypt, iv(7));
        seal(opening, sealed.clone());
        assertThatExceptionOfType(AEADBadTagException.class).isThrownBy(() -> seal(opening, sealed));
    }

    @Test
    void whatFollowsTheSequenceNumberDoesNotCount() throws Exception {
        byte[] whole = java.util.Arrays.copyOf(iv(9), 64);
        whole[63] = 1;
        byte[] packet = packet();
        byte[] same = packet.clone();
        seal(ours(Mode.Encrypt, whole), packet);
        seal(theirs(Mode.Encrypt, iv(9)), same);
        assertThat(packet).isEqualTo(same);
    }

    @Test
    void itsParametersAreMinas() {
        Cipher ours = new JdkChaCha20.Factory().create();
        Cipher theirs = new ChaCha20Cipher();
        assertThat(java.util.List.of(
                        ours.getIVSize(),
                        ours.getKdfSize(),
                        ours.getKeySize(),
                        ours.getCipherBlockSize(),
                        ours.getAuthenticationTagSize(),
                        ours.getAlgorithm()))
                .isEqualTo(java.util.List.of(
                        theirs.getIVSize(),
                        theirs.getKdfSize(),
                        theirs.getKeySize(),
                        theirs.getCipherBlockSize(),
                        theirs.getAuthenticationTagSize(),
                        theirs.getAlgorithm()));
    }
}
