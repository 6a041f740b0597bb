package io.hatchway.console;

import io.hatchway.container.Containers;
import io.hatchway.container.Events;
import io.hatchway.container.Images;
import io.hatchway.container.Inventory;
import io.hatchway.container.Lifecycle;
import io.hatchway.container.Logs;
import io.hatchway.container.OneOffs;
import io.hatchway.container.Stats;

/** The ports of the engine the console looks after. */
public record Engine(
        Containers containers,
        Inventory inventory,
        Lifecycle lifecycle,
        Logs logs,
        Stats stats,
        Events events,
        Images images,
        OneOffs oneOffs) {

    /** Its name in the configuration. */
    public String name() {
        return containers.engine();
    }
}
