package io.hatchway.files;

import io.hatchway.access.FileAccess;
import java.util.List;

/**
 * What a session may do to files beyond what its user's permissions say.
 *
 * @param roots folders; what is neither one of them nor in one cannot be reached, also not through symbolic links. Of
 *     folders that lie in each other the innermost decides whether something may be changed. Empty means everything may be
 *     read and changed.
 */
public record Confinement(List<Root> roots) {
    /** No bounds but the user's permissions. */
    public static final Confinement NONE = new Confinement(List.of());

    /** A folder by its words; links in it are followed in the container. */
    record Root(FilePath folder, boolean readOnly) {}

    public Confinement {
        roots = List.copyOf(roots);
    }

    /** What is granted; what grants no file at all must not come here. */
    public static Confinement of(FileAccess access) {
        if (access.roots().isEmpty()) {
            throw new IllegalArgumentException("no file is granted");
        }
        List<Root> roots = access.roots().stream()
                .map(root -> new Root(FilePath.ofText(root.path()).normalized(), root.readOnly()))
                .toList();
        boolean everything =
                roots.contains(new Root(FilePath.ROOT, false)) && roots.stream().noneMatch(Root::readOnly);
        return everything ? NONE : new Confinement(roots);
    }

    /**
     * Whether all that the other allows is allowed here too. Folders are compared by their names alone: one inside another
     * could be a link out of it, so it counts as another.
     */
    public boolean allows(Confinement other) {
        return !isConfined()
                || (other.isConfined()
                        && other.roots.stream()
                                .allMatch(root -> roots.contains(root)
                                        || (root.readOnly() && roots.contains(new Root(root.folder(), false))))
                        && (other.isReadOnly() || other.roots.containsAll(protectedRoots())));
    }

    /** What may be only read, which may lie in what may be changed. */
    private List<Root> protectedRoots() {
        return roots.stream().filter(Root::readOnly).toList();
    }

    boolean isConfined() {
        return !roots.isEmpty();
    }

    /** Whether some of what may be read may not be changed. */
    boolean isReadOnlyInPart() {
        return roots.stream().anyMatch(Root::readOnly);
    }

    /** Whether nothing at all may be changed. */
    boolean isReadOnly() {
        return isConfined() && roots.stream().allMatch(Root::readOnly);
    }

    List<FilePath> folders() {
        return roots.stream().map(Root::folder).toList();
    }
}
