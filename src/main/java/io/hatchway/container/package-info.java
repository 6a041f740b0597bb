/**
 * The port to the engines that run containers: what the gateway asks of them, in its own words.
 *
 * <p>Nothing here knows Docker. A container belongs to an engine by name, there may be several engines, and an
 * engine's adapter is one implementation of each port: {@link io.hatchway.container.Containers} for sessions, and beside it small ones by
 * concern for whoever looks after the engine: {@link io.hatchway.container.Inventory},
 * {@link io.hatchway.container.Lifecycle}, {@link io.hatchway.container.Logs}, {@link io.hatchway.container.Stats} and
 * {@link io.hatchway.container.Events}; {@link io.hatchway.container.Images} brings and makes images, and
 * {@link io.hatchway.container.OneOffs} containers for one program. Everything here may block and is
 * called on virtual threads.
 */
@NullMarked
package io.hatchway.container;

import org.jspecify.annotations.NullMarked;
