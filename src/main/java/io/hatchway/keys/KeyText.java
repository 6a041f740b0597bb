package io.hatchway.keys;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Changes of a keys file's text, line by line; whatever is not meant stays as it is, to the byte. Pure. */
final class KeyText {
    private static final String EXPIRY = "expiry-time=";
    private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

    private KeyText() {}

    /** With one more line at the end. */
    static String with(String text, String line) {
        return text + (text.isEmpty() || text.endsWith("\n") ? "" : "\n") + line + "\n";
    }

    /** Without the lines of these numbers, counted from 1. */
    static String without(String text, Set<Integer> numbers) {
        List<String> kept = new ArrayList<>();
        List<String> lines = lines(text);
        for (int i = 0; i < lines.size(); i++) {
            if (!numbers.contains(i + 1)) {
                kept.add(lines.get(i));
            }
        }
        return String.join("\n", kept);
    }

    /**
     * With these lines' keys running out then, and not at any other time.
     *
     * @param expiry empty: they never run out
     */
    static String expiring(String text, Set<Integer> numbers, Optional<Instant> expiry) throws LineOff {
        List<String> lines = new ArrayList<>(lines(text));
        for (int number : numbers) {
            lines.set(number - 1, expiring(lines.get(number - 1), expiry));
        }
        return String.join("\n", lines);
    }

    private static String expiring(String line, Optional<Instant> expiry) throws LineOff {
        String indented = line.startsWith(BYTE_ORDER_MARK) ? line.substring(BYTE_ORDER_MARK.length()) : line;
        String body = Blank.skip(indented);
        String before = line.substring(0, line.length() - body.length());
        int end = KeyType.isKnown(Blank.word(body)) ? 0 : OptionReader.end(body);
        List<String> options = new ArrayList<>(options(body.substring(0, end)));
        options.removeIf(option -> option.toLowerCase(Locale.ROOT).startsWith(EXPIRY));
        expiry.map(KeyTerms::expiryTime).ifPresent(options::add);
        String rest = body.substring(end);
        String key = options.isEmpty() ? Blank.skip(rest) : (end == 0 ? " " : "") + rest;
        return before + String.join(",", options) + key;
    }

    /** Cut at the commas outside of quotes. */
    private static List<String> options(String text) {
        List<String> options = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                options.add(text.substring(start, i));
                start = i + 1;
            }
        }
        if (start < text.length()) {
            options.add(text.substring(start));
        }
        return options;
    }

    private static List<String> lines(String text) {
        return Arrays.asList(text.split("\n", -1));
    }
}
