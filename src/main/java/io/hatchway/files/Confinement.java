package io.hatchway.files;

import java.util.List;

/**
 * What a session may do to files beyond what its user's permissions say.
 *
 * @param roots folders, absolute; what is neither one of them nor in one cannot be reached, also not through symbolic
 *     links. Empty means everything.
 * @param readOnly nothing may be changed
 */
public record Confinement(List<String> roots, boolean readOnly) {
    /** No bounds but the user's permissions. */
    public static final Confinement NONE = new Confinement(List.of(), false);

    public Confinement {
        roots = List.copyOf(roots);
        for (String root : roots) {
            if (!root.startsWith("/")) {
                throw new IllegalArgumentException("not an absolute folder: " + root);
            }
        }
    }

    boolean isConfined() {
        return !roots.isEmpty();
    }

    /** The roots by their words; links in them are followed in the container. */
    List<FilePath> folders() {
        return roots.stream().map(root -> FilePath.ofText(root).normalized()).toList();
    }
}
