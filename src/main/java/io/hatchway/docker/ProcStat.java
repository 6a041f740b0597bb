package io.hatchway.docker;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What proc(5) says in {@code /proc/PID/stat}, as far as it is needed. Pure.
 *
 * @param state a letter
 * @param session the kernel session's leader
 * @param started in ticks since boot
 * @param layout where its code begins and its environment ends in memory, which execve(2) changes; "" for a thread of the
 *     kernel's
 */
record ProcStat(String state, int parent, int session, long started, String layout) {
    /** Behind the name, which its process chooses and which may hold anything: from the 3rd field to the 51st. */
    private static final Pattern FIELDS = Pattern.compile(
            "\\s*(?<state>[A-Za-z]) (?<parent>[0-9]{1,9}) -?[0-9]+ (?<session>[0-9]{1,9})(?: -?[0-9]+){15}"
                    + " (?<started>[0-9]{1,18}) (?<size>[0-9]+)(?: -?[0-9]+){2} (?<code>[0-9]+)(?: -?[0-9]+){24}"
                    + " (?<environment>[0-9]+)(?:\\s.*)?",
            Pattern.DOTALL);

    /** Reads the file's text; empty where it is not such a file's, as when its process has just ended. */
    static Optional<ProcStat> parse(String text) {
        Matcher fields = FIELDS.matcher(text.substring(text.lastIndexOf(')') + 1));
        return fields.matches()
                ? Optional.of(new ProcStat(
                        fields.group("state"),
                        Integer.parseInt(fields.group("parent")),
                        Integer.parseInt(fields.group("session")),
                        Long.parseLong(fields.group("started")),
                        fields.group("size").equals("0")
                                ? ""
                                : fields.group("code") + " " + fields.group("environment")))
                : Optional.empty();
    }

    /** Whether execve(2) is just now putting another program in the place of the one before. */
    boolean isBetweenPrograms() {
        return layout.startsWith("0 ");
    }

    /** Whether the process has ended and only its parent has not heard of it. */
    boolean isOver() {
        return state.equals("Z") || state.equals("X");
    }
}
