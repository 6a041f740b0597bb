package io.hatchway.access;

import java.util.Collection;
import java.util.stream.IntStream;

/**
 * A pattern over the console's commands, word by word: {@code ps}, {@code log*}, {@code sessions list}. A pattern of fewer
 * words means all that is below: {@code sessions} is every command of that family.
 */
public final class CommandPattern {
    /** What one looks like, as a regular expression. */
    public static final String GRAMMAR = "[a-z*?][a-z0-9_*?-]{0,63}( [a-z*?][a-z0-9_*?-]{0,63})?";

    private CommandPattern() {}

    /** Whether it means any of these commands: one that means none is misspelt. */
    public static boolean meansAny(String pattern, Collection<String> commands) {
        return commands.stream().anyMatch(command -> matches(pattern, command));
    }

    /**
     * Whether it means a command.
     *
     * @param command its name, with that of its family before it
     */
    static boolean matches(String pattern, String command) {
        String[] wanted = pattern.split(" ", -1);
        String[] words = command.split(" ", -1);
        if (wanted.length > words.length) {
            return false;
        }
        for (int at = 0; at < wanted.length; at++) {
            if (!Glob.matches(wanted[at], words[at])) {
                return false;
            }
        }
        return true;
    }

    /** Whether there could be a command that both mean. */
    static boolean meet(String one, String other) {
        String[] words = one.split(" ", -1);
        String[] others = other.split(" ", -1);
        return IntStream.range(0, Math.min(words.length, others.length))
                .allMatch(at -> Glob.meet(words[at], others[at]));
    }

    /** Whether every command that the inner one means is one that the outer means. */
    static boolean covers(String outer, String inner) {
        String[] wanted = outer.split(" ", -1);
        String[] words = inner.split(" ", -1);
        return wanted.length <= words.length
                && IntStream.range(0, wanted.length).allMatch(at -> Glob.covers(wanted[at], words[at]));
    }
}
