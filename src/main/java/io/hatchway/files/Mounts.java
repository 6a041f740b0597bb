package io.hatchway.files;

import io.hatchway.container.Archive;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is mounted in a container. Pure; paths are without dots, and without links once they are {@link #resolved}. */
final class Mounts {
    static final Mounts NONE = new Mounts(Set.of(), Set.of());
    /** What engines mount before all else, where the image has folders. */
    private static final List<FilePath> KERNELS =
            Stream.of("/proc", "/sys", "/dev").map(FilePath::ofText).toList();

    private final Set<FilePath> all = new HashSet<>();
    private final Set<FilePath> hidden;

    private Mounts(Set<FilePath> mounted, Set<FilePath> hidden) {
        this.hidden = hidden;
        all.addAll(hidden);
        all.addAll(mounted);
        all.add(FilePath.ROOT);
    }

    /** By the paths that the container's maker has said, which may lead through links. */
    static Mounts asMade(Archive.Setting setting) {
        return new Mounts(paths(setting.mounted()), paths(setting.hidden()));
    }

    /** Where a path leads through the container's links. */
    interface Links {
        FilePath end(FilePath path) throws IOException;
    }

    /** The same by where they are: an engine has followed these links when it mounted them. */
    Mounts resolved(Links links) throws IOException {
        Set<FilePath> mounted = new HashSet<>();
        Set<FilePath> unseen = new HashSet<>();
        for (FilePath path : all) {
            boolean kernels = path.equals(FilePath.ROOT) || KERNELS.stream().anyMatch(path::isWithin);
            (hidden.contains(path) ? unseen : mounted).add(kernels ? path : links.end(path));
        }
        return new Mounts(mounted, unseen);
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
