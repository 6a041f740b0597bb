package io.hatchway.keys;

import java.util.regex.Pattern;

/**
 * Words of lines that are off. What was put into a file of keys by mistake may be a secret, so a word is repeated only where
 * it is built as the names of options and kinds of keys are: of short words with a number behind them at most. Base64,
 * hexadecimal numbers and passwords mix letters and digits.
 */
final class PlainWord {
    private static final int SHORTEST = 3;
    private static final int LONGEST = 32;
    private static final Pattern NAME = Pattern.compile(
            "[a-z]+|[A-Z]+|" + "([A-Z]?[a-z]+|[A-Z]+)[0-9]{0,5}([-_@.]([A-Z]?[a-z]+|[A-Z]+)[0-9]{0,5})+");

    private PlainWord() {}

    /** Whether it may be repeated in a log and on a terminal. */
    static boolean is(String word) {
        return word.length() >= SHORTEST
                && word.length() <= LONGEST
                && NAME.matcher(word).matches();
    }
}
