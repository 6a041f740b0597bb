package io.hatchway.files;

import io.hatchway.container.Archive;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is mounted in a container. Pure; paths are without links and dots. */
final class Mounts {
    private final Set<FilePath> all = new HashSet<>();
    private final Set<FilePath> hidden;

    Mounts(Archive.Setting setting) {
        hidden = paths(setting.hidden());
        all.addAll(hidden);
        all.addAll(paths(setting.mounted()));
        all.add(FilePath.ROOT);
    }

    private static Set<FilePath> paths(Set<String> texts) {
        return texts.stream().map(text -> FilePath.ofText(text).normalized()).collect(Collectors.toSet());
    }

    /** The mount that a path lies in, or is: of mounts in each other the innermost. */
    FilePath of(FilePath path) {
        FilePath at = path;
        while (!all.contains(at)) {
            at = at.parent();
        }
        return at;
    }

    /** The mount that hides a path from the engine, or a path within it from the container's programs. */
    Optional<FilePath> hiding(FilePath path) {
        return Optional.of(of(path)).filter(hidden::contains);
    }
}
