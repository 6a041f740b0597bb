package io.hatchway.files;

import io.hatchway.container.Archive;
import io.hatchway.container.Archive.Glimpse;
import io.hatchway.container.Archive.Kind;
import io.hatchway.files.Answer.Failed;
import io.hatchway.files.Answer.Reason;
import io.hatchway.files.TarReader.Header;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where paths lead in a container that only its engine can look into. An engine follows links by itself, but tells
 * nobody where it came out, and it takes {@code ..} by the words alone; a kernel goes up from where the links before it
 * led, and so does this. So it also sees who is led to where something is mounted in the running container alone. All
 * methods block.
 */
final class ArchivePaths {
    /** As many as Linux follows (path_resolution(7)). */
    private static final int MOST_LINKS = 40;
    /** How long a folder is taken to be one without asking again. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private static final Failed CIRCLE =
            new Failed(Reason.FAILURE, "It is in a circle of symbolic links, so the engine looks no further.");

    private final Archive archive;
    private final Mounts asMade;
    private final Set<FilePath> folders = new HashSet<>();
    private long foldersSince;
    private @Nullable Mounts resolved;

    /** @param mounts as the container's maker has said */
    ArchivePaths(Archive archive, Mounts mounts) {
        this.archive = archive;
        this.asMade = mounts;
    }

    /** Looked for once: later links move no mount. */
    private Mounts mounts() throws IOException {
        Mounts found = resolved;
        if (found == null) {
            found = asMade.resolved(new ArchivePaths(archive, Mounts.NONE)::end);
            resolved = found;
        }
        return found;
    }

    /** Where a path leads, as far as it leads anywhere. */
    private FilePath end(FilePath path) throws IOException {
        if (path.equals(FilePath.ROOT)) {
            return path;
        }
        try {
            return look(path, true).path();
        } catch (RefusedException nothingOnTheWay) {
            return end(path.parent()).resolve(path.fileName());
        }
    }

    /** Where a path leads, without links and dots, and what is there. */
    record Found(FilePath path, Optional<Glimpse> there) {
        boolean is(Kind kind) {
            return there.isPresent() && there.get().kind() == kind;
        }
    }

    /**
     * Looks where a path leads; what is there may be nothing. A mount may be looked at, but not into, which the running
     * container alone sees.
     *
     * @param follow whether to follow the last name too
     * @throws RefusedException when there is no folder that it could be in, or that is hidden
     */
    Found look(FilePath path, boolean follow) throws IOException {
        Deque<String> ahead = new ArrayDeque<>(names(path));
        FilePath at = FilePath.ROOT;
        for (int links = 0; !ahead.isEmpty(); ) {
            String name = ahead.remove();
            if (name.equals("..")) {
                at = at.parent();
                continue;
            }
            FilePath next = at.resolve(new FilePath(name));
            boolean last = ahead.isEmpty();
            if (!last && isFolder(next)) {
                at = next;
                continue;
            }
            if (last && mounts().hiding(next).isPresent()) {
                return new Found(next, glimpse(next, mounts().hiding(next).get()));
            }
            Optional<Glimpse> there = archive.look(next.bytes());
            boolean link = there.isPresent() && there.get().kind() == Kind.LINK;
            if (link && (follow || !last)) {
                if (++links > MOST_LINKS) {
                    throw new RefusedException(CIRCLE);
                }
                FilePath target = target(next, there.get());
                names(target).reversed().forEach(ahead::addFirst);
                at = target.isAbsolute() ? FilePath.ROOT : at;
                continue;
            }
            if (last) {
                return new Found(next, there);
            }
            if (there.isEmpty() || there.get().kind() != Kind.FOLDER) {
                throw new RefusedException(ArchiveRefusals.NO_SUCH_FILE);
            }
            folders.add(next);
            at = next;
        }
        // It ends where it went up, and that is a folder.
        return new Found(
                at,
                mounts().hiding(at).isPresent()
                        ? glimpse(at, mounts().hiding(at).get())
                        : Optional.of(new Glimpse(Kind.FOLDER, Optional.empty())));
    }

    /** The same, but not for a mount itself either: for whoever wants more than to look. */
    Found reach(FilePath path, boolean follow) throws IOException {
        Found found = look(path, follow);
        Optional<FilePath> mount = mounts().hiding(found.path());
        if (mount.isPresent()) {
            throw new RefusedException(ArchiveRefusals.hidden(mount.get()));
        }
        return found;
    }

    /** The same, for who changes a file, and so puts another in its place or none. */
    Found replaceable(FilePath path, boolean follow) throws IOException {
        Found found = reach(path, follow);
        if (found.is(Kind.FILE) && mounts().of(found.path()).equals(found.path())) {
            throw new RefusedException(ArchiveRefusals.MOUNTED_FILE);
        }
        return found;
    }

    /** The same as to reach it, for what has to be there. */
    Found existing(FilePath path, boolean follow) throws IOException {
        Found found = reach(path, follow);
        if (found.there().isEmpty()) {
            throw new RefusedException(ArchiveRefusals.NO_SUCH_FILE);
        }
        return found;
    }

    /** What the engine says of it at length; it costs tens of milliseconds. */
    Header header(FilePath real) throws IOException {
        Optional<ArchiveEntry> entry = ArchiveEntry.open(archive, real);
        if (entry.isEmpty()) {
            throw new RefusedException(ArchiveRefusals.NO_SUCH_FILE);
        }
        try (ArchiveEntry open = entry.get()) {
            return open.header();
        }
    }

    /** The mount that a path, without links and dots, lies in. */
    FilePath mount(FilePath real) throws IOException {
        return mounts().of(real);
    }

    /** What was a folder may be none any more. */
    void forget() {
        folders.clear();
    }

    /** Of what is hidden the engine is not asked: what it sees there is something else. */
    private Optional<Glimpse> glimpse(FilePath path, FilePath mount) throws IOException {
        if (!path.equals(mount)) {
            throw new RefusedException(ArchiveRefusals.hidden(mount));
        }
        return archive.look(path.bytes());
    }

    private boolean isFolder(FilePath path) throws IOException {
        long now = System.nanoTime();
        if (now - foldersSince > FRESH.toNanos()) {
            folders.clear();
            foldersSince = now;
        }
        return folders.contains(path) || mounts().hiding(path).isPresent();
    }

    private FilePath target(FilePath link, Glimpse there) throws IOException {
        return there.leadsTo().isPresent()
                ? FilePath.ofText(there.leadsTo().get())
                : header(link).link();
    }

    private static List<String> names(FilePath path) {
        return Arrays.stream(path.latin1().split("/", -1))
                .filter(name -> !name.isEmpty() && !name.equals("."))
                .toList();
    }
}
