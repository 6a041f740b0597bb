package io.hatchway.session;

import static io.hatchway.fuzz.FuzzTarget.that;
import static java.nio.charset.StandardCharsets.UTF_16BE;

import io.hatchway.fuzz.FuzzTarget;
import java.util.List;

/** What comes out cannot move a cursor, forge a line or hide, and is no surprise in length. */
final class PrintableFuzz implements FuzzTarget {
    private static final int LONGEST_ESCAPE = "\\u10ffff".length();

    @Override
    public List<byte[]> seeds() {
        return FuzzTarget.texts(
                "hello", "\u001b[2J", "a\nb\r\tc", "\u202e\u2028\ufeff", "\ud83d\ude80 \u4f60", "\\x1b");
    }

    @Override
    public void hold(byte[] input) {
        hold(FuzzTarget.text(input));
        // Single surrogates too, which no UTF-8 text holds.
        hold(new String(input, UTF_16BE));
        StringBuilder halves = new StringBuilder();
        for (int i = 0; i + 1 < input.length; i += 2) {
            halves.append((char) ((input[i] & 0xff) << 8 | (input[i + 1] & 0xff)));
        }
        hold(halves.toString());
    }

    private static void hold(String text) {
        String shown = Printable.text(text);
        that(FuzzTarget.isPlain(shown), "not fit to show: %s", shown);
        that(shown.length() <= text.length() * LONGEST_ESCAPE, "%d from %d", shown.length(), text.length());
        that(Printable.text(shown).equals(shown), "shown twice it is not the same: %s", shown);
    }
}
