/**
 * Docker's side of {@link io.hatchway.container}: the only importer of docker-java.
 *
 * <p>docker-java makes every control call. The stream of an exec is ours ({@link io.hatchway.docker.ExecStream}),
 * because the library's never ends a program's stdin and cannot say detach keys or a size; logs, events and measurements
 * are read by the thread that wants them, which holds the engine back when it is slow and ends it when it is
 * interrupted. Calls and streams share one
 * {@link io.hatchway.docker.Connection}: a Unix socket, TCP, or TLS with client certificates. No call waits for ever:
 * an engine that does not answer is cut off.
 *
 * <p>Connections into a container's network ({@link io.hatchway.docker.Networks}) are made in one of two ways. As root on
 * the engine's host the gateway makes its sockets in the network itself
 * ({@link io.hatchway.docker.NetworkNamespace}), or in the container's files ({@link io.hatchway.docker.ContainerSockets}):
 * nothing to start, nothing in between, any image. That cannot be done from elsewhere, so there is a portable way beside it: one {@link io.hatchway.docker.Relay} for each container, in it or in a
 * {@linkplain io.hatchway.docker.HelperContainers helper container} beside it, over whose stream all connections pass. A
 * program for each connection would be simpler, and was not taken: an exec costs tens of milliseconds and a process of the
 * engine's, and the programs that images have do not end one direction alone.
 */
@NullMarked
package io.hatchway.docker;

import org.jspecify.annotations.NullMarked;
