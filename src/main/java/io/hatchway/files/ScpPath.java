package io.hatchway.files;

/**
 * A path as a command line of scp has it, once a shell has taken its quotes away.
 *
 * @param pattern in glob(7)'s words, one character for each byte: what was quoted and would mean more than itself has a
 *     backslash before it
 */
record ScpPath(String pattern) {
    private static final String SPECIAL = "*?[]-!^\\";

    static ScpPath literal(FilePath path) {
        StringBuilder pattern = new StringBuilder();
        path.latin1().chars().forEach(c -> append(pattern, (char) c));
        return new ScpPath(pattern.toString());
    }

    /** Adds a character that means itself. */
    static void append(StringBuilder pattern, char c) {
        if (SPECIAL.indexOf(c) >= 0) {
            pattern.append('\\');
        }
        pattern.append(c);
    }

    /** Whether it stands for the names that match it, if there are any. */
    boolean hasWildcards() {
        for (int i = 0; i < pattern.length(); i++) {
            switch (pattern.charAt(i)) {
                case '\\' -> i++;
                case '*', '?', '[' -> {
                    return true;
                }
                default -> {}
            }
        }
        return false;
    }

    /** As it is when nothing in it means more than itself. */
    FilePath path() {
        return new FilePath(pattern.replaceAll("(?s)\\\\(.)", "$1"));
    }
}
