package io.hatchway.keys;

import io.hatchway.access.KeyBlob;
import io.hatchway.access.Proof;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A public key that verifies signatures: RFC 8332 (RSA, never with SHA-1), RFC 5656, RFC 8709, and OpenSSH's PROTOCOL.u2f
 * for security keys.
 */
final class SshKey {
    private static final int TOUCHED = 0x01;
    private static final int VERIFIED = 0x04;

    /** How the runtime calls what verifies, by the name of the signature algorithm. */
    private static final Map<String, String> VERIFIERS = Map.of(
            "ssh-ed25519", "Ed25519",
            "sk-ssh-ed25519@openssh.com", "Ed25519",
            "rsa-sha2-256", "SHA256withRSA",
            "rsa-sha2-512", "SHA512withRSA",
            "ecdsa-sha2-nistp256", "SHA256withECDSAinP1363Format",
            "sk-ecdsa-sha2-nistp256@openssh.com", "SHA256withECDSAinP1363Format",
            "ecdsa-sha2-nistp384", "SHA384withECDSAinP1363Format",
            "ecdsa-sha2-nistp521", "SHA512withECDSAinP1363Format");

    private final Set<String> algorithms;
    private final PublicKey key;
    private final int numberBytes;
    private final Optional<byte[]> application;

    private SshKey(Set<String> algorithms, PublicKey key, int numberBytes, Optional<byte[]> application) {
        this.algorithms = algorithms;
        this.key = key;
        this.numberBytes = numberBytes;
        this.application = application;
    }

    /** Reads a bare key, no certificate. */
    static SshKey of(KeyBlob blob) throws MalformedException {
        String type = blob.type();
        try {
            KeyType.check(type, blob);
        } catch (LineOff off) {
            throw new MalformedException(String.valueOf(off.getMessage()));
        }
        WireReader fields = new WireReader(blob.bytes());
        fields.string();
        PublicKey key;
        int numberBytes;
        switch (type) {
            case "ssh-rsa" -> {
                BigInteger exponent = fields.positive();
                BigInteger modulus = fields.positive();
                key = Numbers.rsa(exponent, modulus);
                numberBytes = (modulus.bitLength() + 7) / 8;
            }
            case "ssh-ed25519", "sk-ssh-ed25519@openssh.com" -> {
                key = Numbers.ed25519(fields.string());
                numberBytes = 32;
            }
            default -> {
                String curve = new String(fields.string(), StandardCharsets.US_ASCII);
                byte[] point = fields.string();
                key = Numbers.onCurve(curve, point);
                numberBytes = (point.length - 1) / 2;
            }
        }
        Optional<byte[]> application = fields.hasMore() ? Optional.of(sha256(fields.string())) : Optional.empty();
        return new SshKey(algorithms(type), key, numberBytes, application);
    }

    /** The names of the signature algorithms that go with a kind of key; none for kinds nobody knows. */
    static Set<String> algorithms(String type) {
        return type.equals("ssh-rsa")
                ? Set.of("rsa-sha2-256", "rsa-sha2-512")
                : VERIFIERS.containsKey(type) && !type.startsWith("rsa-") ? Set.of(type) : Set.of();
    }

    /** What a signature proves, whichever of this key's algorithms made it; empty where it does not hold. */
    Optional<Proof> verify(byte[] signature, byte[] signed) {
        try {
            WireReader reader = new WireReader(signature);
            String algorithm = new String(reader.string(), StandardCharsets.US_ASCII);
            return algorithms.contains(algorithm) ? verify(algorithm, reader, signed) : Optional.empty();
        } catch (MalformedException | GeneralSecurityException notOne) {
            return Optional.empty();
        }
    }

    /** The same, where the algorithm was agreed before. */
    Optional<Proof> verify(String algorithm, byte[] signature, byte[] signed) {
        try {
            String made = new String(new WireReader(signature).string(), StandardCharsets.US_ASCII);
            return made.equals(algorithm) ? verify(signature, signed) : Optional.empty();
        } catch (MalformedException notOne) {
            return Optional.empty();
        }
    }

    private Optional<Proof> verify(String algorithm, WireReader signature, byte[] signed)
            throws MalformedException, GeneralSecurityException {
        byte[] numbers = numbers(algorithm, signature.string());
        Proof proof = Proof.OF_PLAIN_KEY;
        byte[] message = signed;
        if (application.isPresent()) {
            int flags = signature.uint8();
            int counter = signature.uint32();
            message = seenByToken(application.get(), flags, counter, signed);
            proof = new Proof((flags & TOUCHED) != 0, (flags & VERIFIED) != 0);
        }
        signature.end();
        Signature verifier = Signature.getInstance(VERIFIERS.get(algorithm));
        verifier.initVerify(key);
        verifier.update(message);
        return verifier.verify(numbers) ? Optional.of(proof) : Optional.empty();
    }

    /** The signature proper, as the runtime takes it. */
    private byte[] numbers(String algorithm, byte[] written) throws MalformedException {
        if (algorithm.contains("ecdsa")) {
            WireReader pair = new WireReader(written);
            byte[] numbers = new byte[2 * numberBytes];
            Numbers.put(pair.positive(), numbers, 0, numberBytes);
            Numbers.put(pair.positive(), numbers, numberBytes, numberBytes);
            pair.end();
            return numbers;
        }
        if (algorithm.startsWith("rsa-")) {
            // Some signers leave out leading zeros.
            byte[] number = new byte[numberBytes];
            Numbers.put(new BigInteger(1, written), number, 0, numberBytes);
            return number;
        }
        return written;
    }

    private static byte[] seenByToken(byte[] application, int flags, int counter, byte[] signed) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(application);
        message.write(flags);
        message.write(counter >>> 24);
        message.write(counter >>> 16);
        message.write(counter >>> 8);
        message.write(counter);
        message.writeBytes(sha256(signed));
        return message.toByteArray();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
