package io.hatchway.docker;

import static io.hatchway.fuzz.FuzzTarget.that;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.hatchway.fuzz.FuzzTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** A program's own words pass to the last byte; the engine's failure, and nothing else, is held back, up to a bound. */
final class FirstWordsFuzz implements FuzzTarget {
    private static final int MOST_HELD = 16 * 1024;

    @Override
    public List<byte[]> seeds() {
        return FuzzTarget.texts(
                "\0\u007fhello",
                "\1\u007fOCI runtime exec failed: exec failed",
                "\1\5OCI runtime exec failed",
                "\2\u007funable to find user x",
                "\0\u007fOCI runtime exec failed: quoted");
    }

    @Override
    public void hold(byte[] input) throws IOException {
        if (input.length < 2) {
            return;
        }
        boolean neverRan = input[0] == 1;
        byte[][] pieces = HttpExchangeFuzz.cut(Arrays.copyOfRange(input, 2, input.length), 1 + (input[1] & 0x7f));
        ByteArrayOutputStream stdout = new ByteArrayOutputStream();
        FirstWords words = new FirstWords(stdout, () -> {
            if (input[0] == 2) {
                throw new IOException("the engine does not answer");
            }
            return neverRan;
        });
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            words.write(piece, 0, piece.length);
            all.writeBytes(piece);
        }
        String first = pieces.length == 0 ? "" : new String(pieces[0], ISO_8859_1);
        boolean failure =
                neverRan && (first.startsWith("OCI runtime exec failed") || first.startsWith("unable to find "));
        String held = new String(all.toByteArray(), 0, Math.min(all.size(), MOST_HELD), UTF_8).strip();
        that(stdout.toString(ISO_8859_1).equals(failure ? "" : all.toString(ISO_8859_1)), "passed: %s", stdout);
        that(words.held().equals(failure ? held : ""), "held: %s", words.held());
    }
}
