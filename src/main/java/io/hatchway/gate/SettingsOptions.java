package io.hatchway.gate;

import io.hatchway.config.EngineAddress;
import io.hatchway.config.InvalidConfigurationException;
import io.hatchway.config.ListenAddress;
import io.hatchway.config.Problems;
import io.hatchway.config.Settings;
import io.hatchway.config.SettingsFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Where the settings come from: a file, and options that win over it. */
final class SettingsOptions {
    @Option(names = "--config", paramLabel = "FILE", description = "Read the configuration from FILE.")
    private @Nullable Path config;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            converter = ListenConverter.class,
            description = "Listen there; port 0 takes any free one.")
    private @Nullable ListenAddress listen;

    @Option(names = "--keys", paramLabel = "DIR", description = "Take the keys files from DIR.")
    private @Nullable Path keys;

    @Option(names = "--access", paramLabel = "FILE", description = "Take people and roles from FILE.")
    private @Nullable Path access;

    @Option(names = "--state", paramLabel = "DIR", description = "Keep the host key and the journal in DIR.")
    private @Nullable Path state;

    @Option(
            names = "--engine",
            paramLabel = "URI",
            converter = EngineConverter.class,
            description = "Speak to the engine at unix:///PATH or tcp://HOST:PORT.")
    private @Nullable EngineAddress engine;

    @SuppressWarnings("NullAway.Init") // picocli fills what it annotates
    SettingsOptions() {}

    /**
     * Reads them.
     *
     * @throws InvalidConfigurationException with everything that is wrong
     */
    Settings read(Map<String, String> environment) throws InvalidConfigurationException {
        Problems problems = new Problems();
        Settings settings = read(environment, problems);
        problems.throwIfErrors();
        return settings;
    }

    /**
     * Reads them to go on looking for what is wrong.
     *
     * @param problems takes what is wrong in the file; defaults are in the place of it
     * @throws InvalidConfigurationException where nothing could be read
     */
    Settings read(Map<String, String> environment, Problems problems) throws InvalidConfigurationException {
        Settings settings = config != null
                ? SettingsFile.read(config, environment, problems)
                : SettingsFile.none(Path.of(""), environment);
        settings = listen == null ? settings : settings.withListen(listen);
        settings = keys == null ? settings : settings.withKeys(keys);
        settings = access == null ? settings : settings.withAccess(access);
        settings = state == null ? settings : settings.withState(state);
        return engine == null ? settings : settings.withEngine(engine);
    }

    private static final class ListenConverter implements ITypeConverter<ListenAddress> {
        @Override
        public ListenAddress convert(String text) {
            return converted(ListenAddress.parse(text), text, "HOST:PORT");
        }
    }

    private static final class EngineConverter implements ITypeConverter<EngineAddress> {
        @Override
        public EngineAddress convert(String text) {
            return converted(EngineAddress.parse(text), text, "unix:///PATH or tcp://HOST:PORT");
        }
    }

    private static <T> T converted(Optional<T> value, String text, String form) {
        return value.orElseThrow(() -> new TypeConversionException("'" + text + "' is not " + form));
    }
}
