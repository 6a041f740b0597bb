package io.hatchway.keys;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The way to a folder, as sshd's StrictModes looks at it (auth_secure_path): whoever can write to any folder on it can put
 * another one in the place of the next, and so let himself in. Looked at are all folders up to the root, and, where a
 * symbolic link is on the way, those on the way to it too.
 *
 * <p>More lenient than sshd in one thing: a folder with the sticky bit, such as {@code /tmp}, may be on the way, though not
 * be the last. There nobody but the owner can take away or rename what is in it (unlink(2)), and the owner of the next one
 * is looked at here. It does not stop at a home folder, as sshd does: a gateway's keys are in nobody's.
 */
final class SafePath {
    /** As many as Linux follows. */
    private static final int MOST_LINKS = 40;

    private final int ownUser;
    private final Deque<Path> rest = new ArrayDeque<>();
    private Path at = Path.of("/");
    private int links;

    private SafePath(Path folder, int ownUser) {
        this.ownUser = ownUser;
        push(folder.toAbsolutePath());
    }

    /**
     * Why others could put something else in the place of a folder, or into it, if they could: which folder it is, its
     * mode, and what mends it.
     *
     * @throws IOException where the way leads nowhere, or cannot be looked at
     */
    static Optional<String> objection(Path folder, int ownUser) throws IOException {
        return new SafePath(folder, ownUser).walk();
    }

    private void push(Path path) {
        for (int i = path.getNameCount() - 1; i >= 0; i--) {
            rest.push(path.getName(i));
        }
    }

    private Optional<String> walk() throws IOException {
        Optional<String> objection = objection(KeyFile.look(at));
        while (objection.isEmpty() && !rest.isEmpty()) {
            objection = step(rest.pop().toString());
        }
        return objection;
    }

    private Optional<String> step(String name) throws IOException {
        if (name.isEmpty() || name.equals(".")) {
            return Optional.empty();
        }
        if (name.equals("..")) {
            at = Optional.ofNullable(at.getParent()).orElse(at);
            return Optional.empty();
        }
        KeyFile next = KeyFile.look(at.resolve(name));
        if (!next.isLink()) {
            at = next.path();
            return objection(next);
        }
        if (++links > MOST_LINKS) {
            throw new FileSystemException(next.path().toString(), null, "it is a symbolic link that leads to itself");
        }
        Path target = Files.readSymbolicLink(next.path());
        if (target.isAbsolute()) {
            at = Path.of("/");
        }
        push(target);
        return foreign("the symbolic link", next);
    }

    private Optional<String> objection(KeyFile folder) {
        if (rest.isEmpty()) {
            return folder.refusalToTrust(ownUser);
        }
        return foreign("the folder", folder)
                .or(() -> folder.isOpen() && !folder.isSticky()
                        ? Optional.of("others than its owner may write to the folder " + folder.path()
                                + " above it (mode " + folder.permissions()
                                + "), and so put another one in its place: chmod go-w " + folder.path())
                        : Optional.empty());
    }

    private Optional<String> foreign(String what, KeyFile seen) {
        return seen.hasTrustedOwner(ownUser)
                ? Optional.empty()
                : Optional.of(what + " " + seen.path() + " on the way to it belongs to user " + seen.owner() + " (mode "
                        + seen.permissions()
                        + "), who could put another one in its place; only root or the gateway's user may"
                        + " own it: chown -h " + ownUser + " " + seen.path());
    }

    /** The ways to many folders, each looked at once. Not for use by several threads. */
    static final class Round {
        private final int ownUser;
        private final Map<Path, Optional<String>> seen = new HashMap<>();

        Round(int ownUser) {
            this.ownUser = ownUser;
        }

        int ownUser() {
            return ownUser;
        }

        /** As {@link SafePath#objection}. */
        Optional<String> objection(Path folder) throws IOException {
            Optional<String> known = seen.get(folder);
            if (known != null) {
                return known;
            }
            Optional<String> objection = SafePath.objection(folder, ownUser);
            seen.put(folder, objection);
            return objection;
        }
    }
}
