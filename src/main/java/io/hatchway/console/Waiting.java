package io.hatchway.console;

import picocli.CommandLine.Option;

/** The options of commands after which a container should be well. */
final class Waiting {
    /** What to wait for. */
    enum Until {
        healthy
    }

    @Option(
            names = "--wait",
            paramLabel = "healthy",
            description = "Wait until each is healthy; without a health check it only has to run.")
    private java.util.Optional<Until> until = java.util.Optional.empty();

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "How long to wait: 120 without it.")
    private int seconds = 120;

    boolean isAsked() {
        return until.isPresent();
    }

    int seconds() {
        return seconds;
    }
}
