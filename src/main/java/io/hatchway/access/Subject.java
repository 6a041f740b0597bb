package io.hatchway.access;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a policy may know of a container that exists.
 *
 * @param names every name it can be asked for by: its own, and as {@code project.service} and
 *     {@code project.service.number}
 * @param project the compose project it belongs to
 * @param user whom its image runs as: a name or a number
 */
public record Subject(Set<String> names, Map<String, String> labels, Optional<String> project, String user) {
    private static final String ENABLE = "hatchway.enable";

    public Subject {
        names = Set.copyOf(names);
        labels = Map.copyOf(labels);
    }

    /** Whether the container lets anybody in at all. It can say no; nothing it says grants anything. */
    public boolean isEnabled() {
        return !"false".equalsIgnoreCase(labels.getOrDefault(ENABLE, "").strip());
    }
}
