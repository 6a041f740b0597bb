package io.hatchway.session;

/** Text that others wrote, made fit for a terminal or a log. */
public final class Printable {
    private Printable() {}

    /**
     * The text with every character a terminal could obey, or a reader could not see, as a backslash escape; line breaks
     * too. What is left cannot move a cursor, forge a line or turn the direction of reading.
     */
    public static String text(String raw) {
        if (raw.codePoints().allMatch(Printable::harmless)) {
            return raw;
        }
        StringBuilder shown = new StringBuilder(raw.length() + 16);
        raw.codePoints().forEach(c -> {
            if (harmless(c)) {
                shown.appendCodePoint(c);
            } else {
                shown.append(c < 0x100 ? "\\x%02x".formatted(c) : "\\u%04x".formatted(c));
            }
        });
        return shown.toString();
    }

    private static boolean harmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
