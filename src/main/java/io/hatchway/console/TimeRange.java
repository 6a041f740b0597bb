package io.hatchway.console;

import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say from when to when. */
final class TimeRange {
    @Option(names = "--since", paramLabel = "TIME", description = "Not before then: 10m, 2h, a date.")
    private Optional<String> since = Optional.empty();

    @Option(names = "--until", paramLabel = "TIME", description = "Not after then.")
    private Optional<String> until = Optional.empty();

    Optional<Instant> since(Instant now) throws CommandException {
        return Times.parse(since, now);
    }

    Optional<Instant> until(Instant now) throws CommandException {
        return Times.parse(until, now);
    }
}
