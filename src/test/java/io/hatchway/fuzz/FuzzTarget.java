package io.hatchway.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.List;

/**
 * A parser, and what must hold of it whatever it is given. To add one: a class {@code NAMEFuzz} in the parser's package
 * with a constructor without parameters.
 */
public interface FuzzTarget {
    /** An input has at most this many bytes. */
    int LARGEST_INPUT = 4096;

    /**
     * Tries one input. What the parser may throw is caught here; whatever leaves this method is a finding. Must not
     * depend on anything but the input.
     */
    void hold(byte[] input) throws Exception;

    /** Inputs that reach deep into the parser, for the fuzzer to start from; each is tried in every run. */
    List<byte[]> seeds();

    /** Seeds that are text. */
    static List<byte[]> texts(String... seeds) {
        return Arrays.stream(seeds).map(seed -> seed.getBytes(UTF_8)).toList();
    }

    /** The input as the text a file of these bytes would be. */
    static String text(byte[] input) {
        return new String(input, UTF_8);
    }

    /** The input's fields, one byte a character: everything up to a newline is one, and what is left the last. */
    static String[] fields(byte[] input, int count) {
        return Arrays.copyOf((new String(input, ISO_8859_1) + "\n".repeat(count)).split("\n", count), count);
    }

    /** Says that a fact must hold. */
    static void that(boolean fact, String otherwise, Object... arguments) {
        if (!fact) {
            fail(otherwise, arguments);
        }
    }

    /** Whether nothing in a text could move a cursor, break a line or hide. */
    static boolean isPlain(String text) {
        return text.codePoints().noneMatch(c -> switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        });
    }
}
