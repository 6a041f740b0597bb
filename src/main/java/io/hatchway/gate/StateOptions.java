package io.hatchway.gate;

import io.hatchway.config.InvalidConfigurationException;
import io.hatchway.config.SettingsFile;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the state folder is: as the configuration says, or an option that wins over it. */
final class StateOptions {
    @Option(names = "--config", paramLabel = "FILE", description = "Take the state folder from this configuration.")
    private @Nullable Path config;

    @Option(names = "--state", paramLabel = "DIR", description = "The gateway's state folder (default: state).")
    private @Nullable Path state;

    @SuppressWarnings("NullAway.Init") // picocli fills what it annotates
    StateOptions() {}

    /**
     * The folder.
     *
     * @throws InvalidConfigurationException where the file cannot be used, also for another key's sake: what else it means
     *     nobody knows then
     */
    Path state(Map<String, String> environment) throws InvalidConfigurationException {
        if (state != null) {
            return state;
        }
        return config != null ? SettingsFile.read(config, environment).state() : Path.of("state");
    }
}
