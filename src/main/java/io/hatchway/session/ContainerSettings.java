package io.hatchway.session;

import io.hatchway.access.Glob;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is chosen for a container beside what it runs.
 *
 * @param shell program and arguments; empty means its best
 * @param keyEnvironment names of variables a key's line may set, with {@code *} and {@code ?}
 */
public record ContainerSettings(List<String> shell, Optional<String> envFile, List<String> keyEnvironment) {
    private static final String SHELL_LABEL = "hatchway.shell";
    private static final String ENV_FILE_LABEL = "hatchway.env-file";

    public ContainerSettings {
        shell = List.copyOf(shell);
        keyEnvironment = List.copyOf(keyEnvironment);
    }

    /** The same where keys set no variables. */
    public ContainerSettings(List<String> shell, Optional<String> envFile) {
        this(shell, envFile, List.of());
    }

    /** Whether a key's line may set a variable of this name. */
    public boolean permits(String variable) {
        return keyEnvironment.stream().anyMatch(pattern -> Glob.matches(pattern, variable));
    }

    /** What the configuration leaves open, the container's labels may say. */
    ContainerSettings orLabels(Map<String, String> labels) {
        String shellLabel = labels.getOrDefault(SHELL_LABEL, "").strip();
        List<String> shellWords = !shell.isEmpty() || shellLabel.isEmpty() ? shell : List.of(shellLabel.split("\\s+"));
        return new ContainerSettings(
                shellWords,
                envFile.or(() -> Optional.ofNullable(labels.get(ENV_FILE_LABEL)).filter(path -> path.startsWith("/"))),
                keyEnvironment);
    }
}
