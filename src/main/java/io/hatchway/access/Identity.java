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

    /** The text's first characters, without anything a terminal would obey or a reader could not see. */
    static String printable(String text) {
        return text.codePoints()
                .filter(Identity::isVisible)
                .limit(LONGEST_NAME)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
    }

    private static boolean isVisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
