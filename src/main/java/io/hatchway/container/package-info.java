/**
 * The port to the engines that run containers: what the gateway asks of them, in its own words.
 *
 * <p>Nothing here knows Docker. A container belongs to an engine by name, there may be several engines, and an
 * engine's adapter is one implementation of {@link io.hatchway.container.Containers}. Everything here may block and is
 * called on virtual threads.
 */
@NullMarked
package io.hatchway.container;

import org.jspecify.annotations.NullMarked;
