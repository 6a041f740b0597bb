package io.hatchway.keys;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * With a change that has not come to rest. It ends: whoever keeps touching files must not keep a revocation away.
 *
 * @param since when the change was first put off
 */
record Patience(Optional<Instant> since) {
    /** Nothing is put off. */
    static final Patience FRESH = new Patience(Optional.empty());

    private static final Duration MOST = Duration.ofSeconds(2);

    /** Whether the change may be put off once more. A clock that went back is no reason to. */
    boolean lasts(Instant now) {
        return since.isEmpty()
                || (!now.isBefore(since.get()) && now.isBefore(since.get().plus(MOST)));
    }

    Patience strained(Instant now) {
        return since.isPresent() ? this : new Patience(Optional.of(now));
    }
}
