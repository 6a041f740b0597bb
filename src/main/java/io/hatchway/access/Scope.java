package io.hatchway.access;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which containers a role speaks of: those that every selector it has agrees to.
 *
 * @param names patterns over their names; empty: any
 * @param projects patterns over their compose projects; empty: any, also none
 * @param labels labels they must all have, with patterns over the values
 */
public record Scope(List<String> names, List<String> projects, Map<String, String> labels) {
    /** All containers. */
    public static final Scope ALL = new Scope(List.of(), List.of(), Map.of());

    public Scope {
        names = List.copyOf(names);
        projects = List.copyOf(projects);
        labels = Map.copyOf(labels);
    }

    /** Whether it speaks of all containers whatever they are. */
    public boolean isAll() {
        return projects.isEmpty() && labels.isEmpty() && (names.isEmpty() || names.contains("*"));
    }

    /** Whether it speaks of this container. */
    public boolean contains(Subject subject) {
        return containsName(subject.names())
                && (projects.isEmpty()
                        || subject.project().filter(name -> any(projects, name)).isPresent())
                && labels.entrySet().stream()
                        .allMatch(wanted -> Optional.ofNullable(subject.labels().get(wanted.getKey()))
                                .filter(value -> Glob.matches(wanted.getValue(), value))
                                .isPresent());
    }

    /** Whether it could speak of a container of this name, of which nothing else is known. */
    boolean mayContain(String name) {
        return containsName(Set.of(name));
    }

    /** Whether it speaks of a container that does not exist: its name is all there is to it. */
    boolean containsAbsent(String name) {
        return projects.isEmpty() && labels.isEmpty() && containsName(Set.of(name));
    }

    private boolean containsName(Set<String> candidates) {
        return names.isEmpty() || candidates.stream().anyMatch(name -> any(names, name));
    }

    private static boolean any(List<String> patterns, String text) {
        return patterns.stream().anyMatch(pattern -> Glob.matches(pattern, text));
    }
}
