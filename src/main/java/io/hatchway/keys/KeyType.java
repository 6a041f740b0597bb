package io.hatchway.keys;

import io.hatchway.access.KeyBlob;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
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

    /** Reads a key as it stands on a line, and checks that it is a whole one of the kind it says. */
    static KeyBlob read(String type, String encoded) throws LineOff {
        if (encoded.isEmpty()) {
            throw new LineOff("the key itself is missing after its type");
        }
        try {
            KeyBlob key = KeyBlob.of(Base64.getDecoder().decode(encoded));
            check(type, key);
            return key;
        } catch (IllegalArgumentException e) {
            throw new LineOff("the key is not valid Base64; copy it again, in one piece");
        }
    }

    /** Checks that the blob is a whole key of the kind its line names. */
    static void check(String type, KeyBlob key) throws LineOff {
        if (type.equals("ssh-dss")) {
            throw new LineOff("DSA keys are too weak to be accepted; make a new key with ssh-keygen -t ed25519");
        }
        if (!isKnown(type)) {
            throw new LineOff("it holds no kind of key this version knows; make one with ssh-keygen -t ed25519");
        }
        try {
            WireReader blob = new WireReader(key.bytes());
            if (!new String(blob.string(), StandardCharsets.ISO_8859_1).equals(type)) {
                throw new LineOff("the key is not of the type named before it, " + type + "; copy the line again");
            }
            fields(type, blob);
            blob.end();
        } catch (MalformedException e) {
            throw broken();
        }
    }

    /** Reads what follows the type's name in a blob of a known kind, and checks its form. */
    private static void fields(String type, WireReader blob) throws LineOff, MalformedException {
        switch (type) {
            case "ssh-rsa" -> rsa(blob);
            case "ssh-ed25519", "sk-ssh-ed25519@openssh.com" -> {
                if (blob.string().length != ED25519_BYTES) {
                    throw broken();
                }
            }
            default -> point(blob, Objects.requireNonNull(CURVES.get(type)));
        }
        if (type.startsWith("sk-") && !isApplication(blob.string())) {
            throw broken();
        }
    }

    private static void rsa(WireReader blob) throws LineOff, MalformedException {
        BigInteger exponent = blob.positive();
        BigInteger modulus = blob.positive();
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

    private static void point(WireReader blob, Curve curve) throws LineOff, MalformedException {
        boolean named = Arrays.equals(blob.string(), curve.name.getBytes(StandardCharsets.US_ASCII));
        byte[] point = blob.string();
        if (!named || point.length != curve.pointBytes || point[0] != 4) {
            throw broken();
        }
    }

    private static boolean isApplication(byte[] application) {
        return application.length > 0 && application.length <= LONGEST_APPLICATION;
    }

    private static LineOff broken() {
        return new LineOff("the key is torn or damaged; copy it again, in one piece");
    }
}
