/**
 * End-to-end tests: the real program as a child process, real OpenSSH clients, real containers.
 *
 * <p>{@link io.hatchway.e2e.Site} is the folder a gateway lives from (keys, state, configuration) and starts it;
 * {@link io.hatchway.e2e.Ssh} is a client; {@link io.hatchway.e2e.Box} a container; {@link io.hatchway.e2e.Terminal}
 * a person in front of a screen. Nothing here knows the program's classes: only its command line, its files and what
 * a client sees. Every container carries this run's label and is removed with it.
 *
 * <p>Two classes run at a time, in programs of their own on the same engine: a test may look at what is its own and not
 * at all there is. A class for which that is not enough has the tag {@code alone}.
 */
@NullMarked
package io.hatchway.e2e;

import org.jspecify.annotations.NullMarked;
