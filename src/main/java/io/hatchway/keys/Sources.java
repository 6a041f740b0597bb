package io.hatchway.keys;

import io.hatchway.access.RunAs;
import io.hatchway.config.AccessLocation;
import io.hatchway.config.Settings;
import java.nio.file.Path;
import java.util.List;

/**
 * Where it is written who may open what.
 *
 * @param keys the keys folder
 * @param runAs users the configuration adds
 * @param access the file of people and roles
 */
public record Sources(Path keys, List<RunAs> runAs, AccessLocation access) {
    public Sources {
        runAs = List.copyOf(runAs);
    }

    public static Sources of(Settings settings) {
        return new Sources(settings.keys(), settings.runAs(), settings.access());
    }
}
