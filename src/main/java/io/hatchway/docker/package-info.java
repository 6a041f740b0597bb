/**
 * Docker's side of {@link io.hatchway.container}: the only importer of docker-java.
 *
 * <p>docker-java makes every control call. The stream of an exec is ours ({@link io.hatchway.docker.ExecStream}),
 * because the library's never ends a program's stdin and cannot say detach keys or a size; logs, events and measurements
 * are read by the thread that wants them, which holds the engine back when it is slow and ends it when it is
 * interrupted. Calls and streams share one
 * {@link io.hatchway.docker.Connection}: a Unix socket, TCP, or TLS with client certificates. No call waits for ever:
 * an engine that does not answer is cut off.
 */
@NullMarked
package io.hatchway.docker;

import org.jspecify.annotations.NullMarked;
