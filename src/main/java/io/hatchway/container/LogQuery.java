package io.hatchway.container;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which lines of a container's log.
 *
 * @param follow whether to go on with what it writes from now on
 * @param tail the last so many of those before now; empty: all
 * @param raw whether lines come as they were written: a character for each byte, with the line break where there was one,
 *     and without a time
 */
public record LogQuery(
        boolean follow, OptionalInt tail, Optional<Instant> since, Optional<Instant> until, boolean raw) {}
