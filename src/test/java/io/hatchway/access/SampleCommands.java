package io.hatchway.access;

import java.util.Set;

/** Commands for a console that is not there. */
public final class SampleCommands {
    public static final Set<String> NAMES =
            Set.of("ps", "logs", "version", "stop", "rm", "rename", "prune", "run", "keys", "keys list", "keys who");

    private SampleCommands() {}
}
