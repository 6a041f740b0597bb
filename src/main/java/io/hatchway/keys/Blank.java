package io.hatchway.keys;

/** Words and blanks, where a blank is a space or a tab and nothing else, as for sshd. */
final class Blank {
    private Blank() {}

    static boolean is(char c) {
        return c == ' ' || c == '\t';
    }

    /** The text without its leading blanks. */
    static String skip(String text) {
        int start = 0;
        while (start < text.length() && is(text.charAt(start))) {
            start++;
        }
        return text.substring(start);
    }

    /** The text up to its first blank. */
    static String word(String text) {
        int end = 0;
        while (end < text.length() && !is(text.charAt(end))) {
            end++;
        }
        return text.substring(0, end);
    }
}
