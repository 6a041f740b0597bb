package io.hatchway.console;

import static io.hatchway.fuzz.FuzzTarget.that;

import io.hatchway.fuzz.FuzzTarget;
import java.util.List;
import java.util.regex.Pattern;

/** What passes is text, or whole, short sequences that are no strings and change no size, in whatever pieces it came. */
final class EscapeGuardFuzz implements FuzzTarget {
    private static final Pattern TEXT = Pattern.compile("[\\n\\r\\x08\\t\\x20-\\x7e\\xa0-\\x{10ffff}\\ud800-\\udfff]+");
    private static final Pattern SEQUENCE =
            Pattern.compile("\\x1b(\\[[ -?]{0,61}[@-~&&[^t]]|[ -/]{0,3}[0-~&&[^\\[\\]PX^_k]]|[ -/]{1,3}[\\[\\]PX^_k])");

    @Override
    public List<byte[]> seeds() {
        return FuzzTarget.texts(
                "\3a\r\n\033[31mb\033[0m\033[2J\033(0q\0337",
                "\1\033]0;title\007x\033]52;c;QUJD\033\\y",
                "\2\033P$qm\033\\\033_G\033\\\033^p\033\\\033Xs\033\\\033kt\033\\z",
                "\4\033[8;10;10t\033[?3h\033[?40;3l\033[1\0302\033",
                "\5\u009b2J\u009d0;t\u009c\ud83d\ude00\033[\033[1m");
    }

    /** The first byte is the size of pieces. */
    @Override
    public void hold(byte[] input) {
        if (input.length == 0) {
            return;
        }
        String text = FuzzTarget.text(input).substring(1);
        StringBuilder passed = new StringBuilder();
        EscapeGuard guard = new EscapeGuard(piece -> {
            that(
                    TEXT.matcher(piece).matches() || SEQUENCE.matcher(piece).matches(),
                    "it passed %s",
                    piece.replace('\033', '?'));
            passed.append(piece);
        });
        guard.write(text);
        StringBuilder again = new StringBuilder();
        EscapeGuard inPieces = new EscapeGuard(again::append);
        int piece = 1 + (input[0] & 0x1F);
        for (int at = 0; at < text.length(); at += piece) {
            inPieces.write(text.substring(at, Math.min(text.length(), at + piece)));
        }
        that(passed.compareTo(again) == 0, "whole %s, in pieces %s", passed, again);
        that(passed.length() <= text.length(), "more passed than there was");
    }
}
