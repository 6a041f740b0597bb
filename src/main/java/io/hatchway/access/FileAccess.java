package io.hatchway.access;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which of a container's files: whatever is under one of the roots, the innermost of which decides whether it may be
 * changed. What the container's user may not do stays undone.
 */
public record FileAccess(List<Root> roots) {
    /** No file at all. */
    public static final FileAccess NONE = new FileAccess(List.of());

    /** All of them. */
    public static final FileAccess EVERYWHERE = new FileAccess(List.of(new Root("/", false)));

    /** An absolute path, and whether only reading is granted. */
    public record Root(String path, boolean readOnly) {}

    public FileAccess {
        roots = List.copyOf(roots);
    }

    /** What the one or the other grants. */
    FileAccess plus(FileAccess other) {
        Set<Root> both = new LinkedHashSet<>(notChangedBy(other));
        both.addAll(other.notChangedBy(this));
        return new FileAccess(List.copyOf(both));
    }

    /** The roots without those that are to be read alone where the other lets them be changed. */
    private List<Root> notChangedBy(FileAccess other) {
        return roots.stream()
                .filter(root -> !(root.readOnly() && other.changes(root.path())))
                .toList();
    }

    private boolean changes(String path) {
        return roots.stream()
                .filter(root -> isIn(path, root.path()))
                .max(Comparator.comparingInt((Root root) -> root.path().length())
                        .thenComparing(root -> !root.readOnly()))
                .filter(innermost -> !innermost.readOnly())
                .isPresent();
    }

    private static boolean isIn(String path, String folder) {
        return (path + "/").startsWith(folder.endsWith("/") ? folder : folder + "/");
    }
}
