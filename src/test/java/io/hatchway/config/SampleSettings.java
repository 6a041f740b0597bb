package io.hatchway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Configurations written in tests, as if they stood in /etc/hatchway. */
final class SampleSettings {
    static final Path FOLDER = Path.of("/etc/hatchway");

    private SampleSettings() {}

    static Settings parse(String yaml) throws InvalidConfigurationException {
        return SettingsFile.parse("hatchway.yaml", yaml, FOLDER, Map.of());
    }

    static List<String> problems(String yaml) {
        return problems(yaml, Map.of());
    }

    static List<String> problems(String yaml, Map<String, String> environment) {
        InvalidConfigurationException e = catchThrowableOfType(
                InvalidConfigurationException.class,
                () -> SettingsFile.parse("hatchway.yaml", yaml, FOLDER, environment));
        assertThat(e).as("problems of %s", yaml).isNotNull();
        return e.problems().stream().map(Problem::toString).toList();
    }
}
