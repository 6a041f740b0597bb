package io.hatchway.session;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is chosen for a container beside what it runs.
 *
 * @param shell program and arguments; empty means its best
 */
public record ContainerSettings(List<String> shell, Optional<String> envFile) {
    private static final String SHELL_LABEL = "hatchway.shell";
    private static final String ENV_FILE_LABEL = "hatchway.env-file";

    public ContainerSettings {
        shell = List.copyOf(shell);
    }

    /** What the configuration leaves open, the container's labels may say. */
    ContainerSettings orLabels(Map<String, String> labels) {
        String shellLabel = labels.getOrDefault(SHELL_LABEL, "").strip();
        List<String> shellWords = !shell.isEmpty() || shellLabel.isEmpty() ? shell : List.of(shellLabel.split("\\s+"));
        return new ContainerSettings(
                shellWords,
                envFile.or(() -> Optional.ofNullable(labels.get(ENV_FILE_LABEL)).filter(path -> path.startsWith("/"))));
    }
}
