package io.hatchway.keys;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;

/** The numbers public keys are made of, as the runtime takes them. */
final class Numbers {
    private Numbers() {}

    static PublicKey rsa(BigInteger exponent, BigInteger modulus) throws MalformedException {
        try {
            return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
        } catch (GeneralSecurityException e) {
            throw noKey();
        }
    }

    /** From the 32 bytes of RFC 8032 section 5.1.5. */
    static PublicKey ed25519(byte[] written) throws MalformedException {
        byte[] number = new byte[written.length];
        for (int i = 0; i < number.length; i++) {
            number[i] = written[number.length - 1 - i];
        }
        boolean odd = (number[0] & 0x80) != 0;
        number[0] &= 0x7f;
        try {
            EdECPoint point = new EdECPoint(odd, new BigInteger(1, number));
            return KeyFactory.getInstance("Ed25519")
                    .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
        } catch (GeneralSecurityException e) {
            throw noKey();
        }
    }

    /**
     * From an uncompressed point.
     *
     * @param curve as RFC 5656 section 10.1 names it
     */
    static PublicKey onCurve(String curve, byte[] point) throws MalformedException {
        int half = (point.length - 1) / 2;
        BigInteger x = new BigInteger(1, Arrays.copyOfRange(point, 1, 1 + half));
        BigInteger y = new BigInteger(1, Arrays.copyOfRange(point, 1 + half, point.length));
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(curve.replace("nistp", "secp") + "r1"));
            ECParameterSpec spec = parameters.getParameterSpec(ECParameterSpec.class);
            if (!contains(spec, x, y)) {
                throw noKey();
            }
            return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(new ECPoint(x, y), spec));
        } catch (GeneralSecurityException e) {
            throw noKey();
        }
    }

    private static boolean contains(ECParameterSpec spec, BigInteger x, BigInteger y) {
        BigInteger p = ((ECFieldFp) spec.getCurve().getField()).getP();
        BigInteger right = x.pow(3)
                .add(spec.getCurve().getA().multiply(x))
                .add(spec.getCurve().getB())
                .mod(p);
        return x.compareTo(p) < 0 && y.compareTo(p) < 0 && y.multiply(y).mod(p).equals(right);
    }

    /** Writes a number that is not negative into so many bytes, the most significant first. */
    static void put(BigInteger number, byte[] into, int at, int length) throws MalformedException {
        byte[] bytes = number.toByteArray();
        int from = Math.max(0, bytes.length - length);
        if (number.bitLength() > length * 8) {
            throw new MalformedException("a number in it is too large");
        }
        System.arraycopy(bytes, from, into, at + length - (bytes.length - from), bytes.length - from);
    }

    private static MalformedException noKey() {
        return new MalformedException("its numbers are no key");
    }
}
