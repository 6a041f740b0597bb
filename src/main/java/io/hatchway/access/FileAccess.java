package io.hatchway.access;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which of a container's files: whatever is under one of the roots. What the container's user may not do stays undone. */
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
        Set<Root> both = new LinkedHashSet<>(roots);
        both.addAll(other.roots);
        return new FileAccess(List.copyOf(both));
    }
}
