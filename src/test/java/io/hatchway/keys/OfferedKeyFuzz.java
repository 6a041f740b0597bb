package io.hatchway.keys;

import static io.hatchway.fuzz.FuzzTarget.that;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.hatchway.access.Credential;
import io.hatchway.access.KeyBlob;
import io.hatchway.access.SampleKeys;
import io.hatchway.fuzz.FuzzTarget;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a client offers is one whole key or certificate, or refused; and what is no signature proves nothing. */
final class OfferedKeyFuzz implements FuzzTarget {
    @Override
    public List<byte[]> seeds() {
        return Stream.of("ed25519", "ecdsa256", "ecdsa384", "ecdsa521", "rsa2048", "rsa1024", "dsa", "certificate")
                .map(SampleKeys::blob)
                .map(key -> joined(key.type().equals("ssh-rsa") ? "rsa-sha2-512" : key.type(), key.bytes()))
                .toList();
    }

    private static byte[] joined(String algorithm, byte[] blob) {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        input.writeBytes((algorithm + "\n").getBytes(ISO_8859_1));
        input.writeBytes(blob);
        return input.toByteArray();
    }

    @Override
    public void hold(byte[] input) {
        String algorithm = FuzzTarget.fields(input, 2)[0];
        byte[] blob = Arrays.copyOfRange(input, Math.min(input.length, algorithm.length() + 1), input.length);
        Optional<OfferedKey> parsed = parse(algorithm, blob);
        if (parsed.isEmpty()) {
            return;
        }
        boolean certificate = switch (parsed.get().credential()) {
            case Credential.Key(KeyBlob key) -> {
                that(Arrays.equals(key.bytes(), blob), "another key came of %s", algorithm);
                yield false;
            }
            case Credential.Certificate claimed -> true;
        };
        that(algorithm.contains("-cert-") == certificate, "%s was taken for what it is not", algorithm);
        that(!proves(parsed.get(), blob), "no signature at all proved a key for %s", algorithm);
        that(parse(algorithm, Arrays.copyOf(blob, blob.length - 1)).isEmpty(), "a torn %s was taken", algorithm);
        that(
                parse(algorithm, Arrays.copyOf(blob, blob.length + 1)).isEmpty(),
                "a %s with something behind was taken",
                algorithm);
    }

    private static boolean proves(OfferedKey key, byte[] signature) {
        try {
            return key.proof(signature, signature).isPresent();
        } catch (UnusableKeyException nobodySignedIt) {
            return false;
        }
    }

    private static Optional<OfferedKey> parse(String algorithm, byte[] blob) {
        try {
            return Optional.of(OfferedKey.parse(algorithm, KeyBlob.of(blob)));
        } catch (UnusableKeyException refused) {
            that(FuzzTarget.isPlain(String.valueOf(refused.getMessage())), "not fit to show: %s", refused);
            return Optional.empty();
        }
    }
}
