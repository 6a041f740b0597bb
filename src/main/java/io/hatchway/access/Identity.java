package io.hatchway.access;

/**
 * Who came, as far as a key can tell.
 *
 * @param name what people call the key: its comment, fit for terminals and logs, or the fingerprint where it has none
 * @param fingerprint the key's SHA-256 fingerprint in OpenSSH's form
 */
public record Identity(String name, String fingerprint) {
    private static final int LONGEST_NAME = 128;

    static Identity of(KeyBlob key, String comment) {
        String name = printable(comment);
        return new Identity(name.isEmpty() ? key.fingerprint() : name, key.fingerprint());
    }

    /**
     * The text without anything a terminal would obey or a reader could not see (control, format, surrogate, private and
     * unassigned characters), line and paragraph separators as spaces, cut to a length a log line bears.
     */
    private static String printable(String text) {
        StringBuilder kept = new StringBuilder();
        text.codePoints().limit(4L * LONGEST_NAME).forEach(c -> {
            switch (Character.getType(c)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.SURROGATE,
                        Character.PRIVATE_USE,
                        Character.UNASSIGNED -> {}
                case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SPACE_SEPARATOR ->
                    kept.append(' ');
                default -> kept.appendCodePoint(c);
            }
        });
        String stripped = kept.toString().strip();
        return stripped.length() <= LONGEST_NAME
                ? stripped
                : stripped.substring(
                        0,
                        stripped.offsetByCodePoints(
                                0, Math.min(LONGEST_NAME, stripped.codePointCount(0, stripped.length()))));
    }
}
