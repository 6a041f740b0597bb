package io.hatchway.keys;

import io.hatchway.access.RunAs;
import io.hatchway.config.AccessLocation;
import io.hatchway.config.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Where it is written who may open what.
 *
 * @param keys the keys folder
 * @param runAs users the configuration adds
 * @param access the file of people and roles
 * @param commands the names of the console's commands, which it may name; a family's member with the family's before it
 */
public record Sources(Path keys, List<RunAs> runAs, AccessLocation access, Set<String> commands) {
    public Sources {
        runAs = List.copyOf(runAs);
        commands = Set.copyOf(commands);
    }

    public static Sources of(Settings settings, Set<String> commands) {
        return new Sources(settings.keys(), settings.runAs(), settings.access(), commands);
    }
}
