/**
 * Measures Hatchway beside what people use today: OpenSSH's sshd with a forced {@code docker exec}.
 *
 * <p>{@link io.hatchway.bench.Bench} runs one {@link io.hatchway.bench.Measure} after another in a
 * {@link io.hatchway.bench.Lab}, which holds the container and both {@link io.hatchway.bench.Side}s. A measure is one
 * file and answers with {@link io.hatchway.bench.Line}s of the report. Both sides serve the same container to the same
 * clients on loopback, and take turns within a measure, so that a slow minute of the machine is shared.
 *
 * <p>Invariants: every process and container is started through {@link io.hatchway.bench.Running} or the lab and is
 * gone when the program ends, also after a failure or Ctrl-C; every wait has a limit; a goal missed is printed as
 * missed. Nobody imports this package, and it never reaches the jar.
 */
@NullMarked
package io.hatchway.bench;

import org.jspecify.annotations.NullMarked;
