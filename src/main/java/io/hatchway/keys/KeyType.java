package io.hatchway.keys;

import io.hatchway.access.KeyBlob;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/**
 * The kinds of keys that can log in, and what their blobs look like: RFC 4253 section 6.6, RFC 5656 section 3.1, RFC 8709
 * section 4, and OpenSSH's PROTOCOL.u2f. Only the form is checked; whether a point lies on its curve is seen when a
 * signature is verified.
 */
final class KeyType {
    private static final int LEAST_RSA_BITS = 2048;
    private static final int MOST_RSA_BITS = 16_384;
    private static final int ED25519_BYTES = 32;
    private static final int LONGEST_APPLICATION = 1024;

    /** A security key's point, on the one curve those have. */
    private static final int SK_POINT_BYTES = 65;

    private record Curve(String name, int pointBytes) {}

    private static final Map<String, Curve> CURVES = Map.of(
            "ecdsa-sha2-nistp256", new Curve("nistp256", SK_POINT_BYTES),
            "ecdsa-sha2-nistp384", new Curve("nistp384", 97),
            "ecdsa-sha2-nistp521", new Curve("nistp521", 133),
            "sk-ecdsa-sha2-nistp256@openssh.com", new Curve("nistp256", SK_POINT_BYTES));

    private KeyType() {}

    /** Whether the word names a kind of key, usable or not, rather than options. */
    static boolean isKnown(String word) {
        return switch (word) {
            case "ssh-ed25519", "ssh-rsa", "sk-ssh-ed25519@openssh.com", "ssh-dss" -> true;
            default -> CURVES.containsKey(word);
        };
    }

    /** Checks that the blob is a whole key of the kind its line names. */
    static void check(String type, KeyBlob key) throws LineOff {
        if (type.equals("ssh-dss")) {
            throw new LineOff("DSA keys are too weak to be accepted; make a new key with ssh-keygen -t ed25519");
        }
        if (!isKnown(type)) {
            throw new LineOff("it holds no kind of key this version knows; make one with ssh-keygen -t ed25519");
        }
        ByteBuffer blob = ByteBuffer.wrap(key.bytes());
        if (!new String(string(blob), StandardCharsets.ISO_8859_1).equals(type)) {
            throw new LineOff("the key is not of the type named before it, " + type + "; copy the line again");
        }
        switch (type) {
            case "ssh-rsa" -> rsa(blob);
            case "ssh-ed25519", "sk-ssh-ed25519@openssh.com" -> {
                if (string(blob).length != ED25519_BYTES) {
                    throw broken();
                }
            }
            default -> point(blob, Objects.requireNonNull(CURVES.get(type)));
        }
        if (type.startsWith("sk-") && !isApplication(string(blob))) {
            throw broken();
        }
        if (blob.hasRemaining()) {
            throw broken();
        }
    }

    private static void rsa(ByteBuffer blob) throws LineOff {
        BigInteger exponent = number(blob);
        BigInteger modulus = number(blob);
        if (modulus.bitLength() < LEAST_RSA_BITS) {
            throw new LineOff("its RSA key has " + modulus.bitLength() + " bits and must have at least "
                    + LEAST_RSA_BITS + "; make a new one with ssh-keygen -t ed25519");
        }
        boolean plausible = modulus.bitLength() <= MOST_RSA_BITS
                && modulus.testBit(0)
                && exponent.testBit(0)
                && exponent.compareTo(BigInteger.ONE) > 0
                && exponent.bitLength() <= 64;
        if (!plausible) {
            throw broken();
        }
    }

    private static void point(ByteBuffer blob, Curve curve) throws LineOff {
        boolean named = Arrays.equals(string(blob), curve.name.getBytes(StandardCharsets.US_ASCII));
        byte[] point = string(blob);
        if (!named || point.length != curve.pointBytes || point[0] != 4) {
            throw broken();
        }
    }

    private static boolean isApplication(byte[] application) {
        return application.length > 0 && application.length <= LONGEST_APPLICATION;
    }

    private static BigInteger number(ByteBuffer blob) throws LineOff {
        byte[] bytes = string(blob);
        if (bytes.length == 0) {
            throw broken();
        }
        BigInteger number = new BigInteger(bytes);
        if (number.signum() <= 0 || !Arrays.equals(number.toByteArray(), bytes)) {
            throw broken();
        }
        return number;
    }

    private static byte[] string(ByteBuffer blob) throws LineOff {
        if (blob.remaining() < Integer.BYTES) {
            throw broken();
        }
        int length = blob.getInt();
        if (length < 0 || length > blob.remaining()) {
            throw broken();
        }
        byte[] bytes = new byte[length];
        blob.get(bytes);
        return bytes;
    }

    private static LineOff broken() {
        return new LineOff("the key is torn or damaged; copy it again, in one piece");
    }
}
