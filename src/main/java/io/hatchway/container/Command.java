package io.hatchway.container;

import java.util.List;

/** What to run in a container. */
public sealed interface Command {

    /**
     * A shell that reads its commands from stdin: a person's, or a script's.
     *
     * @param preferred the program and arguments chosen for this container; empty means the best it has: bash, then sh
     */
    record Shell(List<String> preferred) implements Command {
        public Shell {
            preferred = List.copyOf(preferred);
        }
    }

    /**
     * One command line, handed unsplit to {@code sh -c}. In a container without {@code sh} it is split into words,
     * quotes honoured and nothing expanded, and run directly.
     */
    record Line(String text) implements Command {}

    /** A script of the gateway's own for {@code sh}, handed over unsplit. Where there is no {@code sh} it is not started. */
    record Script(String text) implements Command {}
}
