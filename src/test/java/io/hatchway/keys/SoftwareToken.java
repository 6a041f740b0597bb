package io.hatchway.keys;

import io.hatchway.access.KeyBlob;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;

/** A FIDO2 security key in software: what OpenSSH's PROTOCOL.u2f says a token signs, and with which flags it is told to. */
public final class SoftwareToken {
    public static final int TOUCHED = 1;
    public static final int VERIFIED = 4;
    private static final String APPLICATION = "ssh:";

    private final String type;
    private final KeyPair pair;
    private int counter;

    private SoftwareToken(String type, KeyPair pair) {
        this.type = type;
        this.pair = pair;
    }

    public static SoftwareToken ed25519() {
        try {
            return new SoftwareToken(
                    "sk-ssh-ed25519@openssh.com",
                    KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public static SoftwareToken ecdsa() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return new SoftwareToken("sk-ecdsa-sha2-nistp256@openssh.com", generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public KeyBlob publicKey() {
        return KeyBlob.of(
                pair.getPublic() instanceof ECPublicKey point
                        ? join(string(type), string("nistp256"), string(uncompressed(point)), string(APPLICATION))
                        : join(string(type), string(rawEd25519()), string(APPLICATION)));
    }

    /** A signature as the SSH protocol carries it. */
    public byte[] sign(byte[] data, int flags) {
        byte[] flagsAndCounter =
                ByteBuffer.allocate(5).put((byte) flags).putInt(++counter).array();
        byte[] seen = join(sha256(APPLICATION.getBytes(StandardCharsets.UTF_8)), flagsAndCounter, sha256(data));
        try {
            boolean ecdsa = pair.getPublic() instanceof ECPublicKey;
            Signature signer = Signature.getInstance(ecdsa ? "SHA256withECDSAinP1363Format" : "Ed25519");
            signer.initSign(pair.getPrivate());
            signer.update(seen);
            byte[] made = signer.sign();
            return join(string(type), string(ecdsa ? pairOfNumbers(made) : made), flagsAndCounter);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] pairOfNumbers(byte[] made) {
        return join(
                string(new BigInteger(1, Arrays.copyOf(made, 32)).toByteArray()),
                string(new BigInteger(1, Arrays.copyOfRange(made, 32, 64)).toByteArray()));
    }

    private byte[] rawEd25519() {
        byte[] encoded = pair.getPublic().getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
    }

    private static byte[] uncompressed(ECPublicKey key) {
        byte[] encoded = key.getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - 65, encoded.length);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public static byte[] string(String text) {
        return string(text.getBytes(StandardCharsets.UTF_8));
    }

    public static byte[] string(byte[] bytes) {
        return join(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array(), bytes);
    }

    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
