package io.hatchway.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Splits a command written as one text: at spaces, with '…' and "…" holding words together. There are no escapes. */
final class Words {
    private Words() {}

    /** The words, at least one; empty where a quote is left open or nothing is written. */
    static Optional<List<String>> split(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
                inWord = true;
            } else if (c == ' ' || c == '\t' || c == '\n') {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                    inWord = false;
                }
            } else {
                word.append(c);
                inWord = true;
            }
        }
        if (inWord) {
            words.add(word.toString());
        }
        boolean whole = quote == 0 && !words.isEmpty() && !words.getFirst().isEmpty();
        return whole && words.stream().allMatch(Words::isArgument) ? Optional.of(words) : Optional.empty();
    }

    /** Whether a program can be given this: no NUL. */
    static boolean isArgument(String word) {
        return word.indexOf('\0') < 0;
    }
}
