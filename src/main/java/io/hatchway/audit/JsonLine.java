package io.hatchway.audit;

import java.util.Optional;

/**
 * Writes a JSON object (RFC 8259) on one line, fit to be shown on a terminal: whatever a reader could not see or a
 * terminal would obey is escaped, halves of surrogate pairs are replaced, long texts are cut. The same content always
 * gives the same bytes.
 */
public final class JsonLine {
    private static final int LONGEST = 4096;
    private static final char REPLACEMENT = '\uFFFD';

    private final StringBuilder text = new StringBuilder(512).append('{');

    /** A text; more than 4096 characters are cut, and an ellipsis says so. */
    public JsonLine put(String key, String value) {
        return put(key, value, LONGEST);
    }

    /** A text, cut to a length of one's own. */
    public JsonLine put(String key, String value, int longest) {
        key(key);
        if (value.length() <= longest) {
            quote(text, value);
        } else {
            int end = Character.isHighSurrogate(value.charAt(longest - 1)) ? longest - 1 : longest;
            quote(text, value.substring(0, end) + "…");
        }
        return this;
    }

    /** A text, or no field at all. */
    public JsonLine put(String key, Optional<String> value) {
        return put(key, value, LONGEST);
    }

    /** A text cut to a length of one's own, or no field at all. */
    public JsonLine put(String key, Optional<String> value, int longest) {
        value.ifPresent(present -> put(key, present, longest));
        return this;
    }

    public JsonLine put(String key, long value) {
        key(key).append(value);
        return this;
    }

    public JsonLine put(String key, boolean value) {
        key(key).append(value);
        return this;
    }

    /** An object within. */
    public JsonLine put(String key, JsonLine object) {
        key(key).append(object);
        return this;
    }

    private StringBuilder key(String key) {
        return text.append(text.length() == 1 ? "\"" : ",\"").append(key).append("\":");
    }

    /** The whole object, without a line's end. */
    @Override
    public String toString() {
        return text + "}";
    }

    /** Appends the text as a JSON string. */
    static void quote(StringBuilder to, String value) {
        to.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c >= ' ' && c < 0x7F) {
                if (c == '"' || c == '\\') {
                    to.append('\\');
                }
                to.append(c);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                boolean seen = isSeen(value.codePointAt(i));
                append(to, c, seen);
                append(to, value.charAt(++i), seen);
            } else if (Character.isSurrogate(c)) {
                to.append(REPLACEMENT);
            } else {
                append(to, c, isSeen(c));
            }
        }
        to.append('"');
    }

    private static void append(StringBuilder to, char c, boolean seen) {
        if (seen) {
            to.append(c);
        } else {
            to.append("\\u").append(Character.forDigit(c >> 12, 16)).append(Character.forDigit(c >> 8 & 0xF, 16));
            to.append(Character.forDigit(c >> 4 & 0xF, 16)).append(Character.forDigit(c & 0xF, 16));
        }
    }

    private static boolean isSeen(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
