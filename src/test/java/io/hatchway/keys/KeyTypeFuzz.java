package io.hatchway.keys;

import static io.hatchway.fuzz.FuzzTarget.that;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.hatchway.access.KeyBlob;
import io.hatchway.access.SampleKeys;
import io.hatchway.fuzz.FuzzTarget;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A blob that is taken is one whole key of the type it names: neither shorter nor longer would it be taken. */
final class KeyTypeFuzz implements FuzzTarget {
    private static final List<String> SAMPLES = List.of("ed25519", "ecdsa256", "ecdsa521", "rsa2048", "rsa1024", "dsa");

    @Override
    public List<byte[]> seeds() {
        Stream<byte[]> securityKey = Stream.of(joined("sk-ssh-ed25519@openssh.com", securityKey()));
        return Stream.concat(
                        SAMPLES.stream().map(SampleKeys::blob).map(key -> joined(key.type(), key.bytes())), securityKey)
                .toList();
    }

    private static byte[] securityKey() {
        return ("\0\0\0\032sk-ssh-ed25519@openssh.com" + "\0\0\0\040" + "k".repeat(32) + "\0\0\0\004ssh:")
                .getBytes(ISO_8859_1);
    }

    private static byte[] joined(String type, byte[] blob) {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        input.writeBytes((type + "\n").getBytes(ISO_8859_1));
        input.writeBytes(blob);
        return input.toByteArray();
    }

    @Override
    public void hold(byte[] input) {
        String[] fields = FuzzTarget.fields(input, 2);
        String type = fields[0];
        byte[] blob = Arrays.copyOfRange(input, Math.min(input.length, type.length() + 1), input.length);
        if (!isTaken(type, blob)) {
            return;
        }
        that(KeyType.isKnown(type), "a key of the unknown type %s was taken", type);
        that(
                KeyBlob.of(blob).type().equals(type),
                "%s names itself %s",
                type,
                KeyBlob.of(blob).type());
        that(!isTaken(type, Arrays.copyOf(blob, blob.length - 1)), "a torn %s was taken", type);
        that(!isTaken(type, Arrays.copyOf(blob, blob.length + 1)), "a %s with something behind was taken", type);
    }

    private static boolean isTaken(String type, byte[] blob) {
        try {
            KeyType.check(type, KeyBlob.of(blob));
            return true;
        } catch (LineOff off) {
            return false;
        }
    }
}
