package io.hatchway.files;

import io.hatchway.container.Archive;
import io.hatchway.container.Archive.Glimpse;
import io.hatchway.container.Archive.Kind;
import io.hatchway.container.EngineException;
import io.hatchway.files.Answer.Failed;
import io.hatchway.files.ArchivePaths.Found;
import io.hatchway.files.TarReader.Header;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Removing, renaming and linking by an engine's archive, which has a call for none of them.
 *
 * <p>An engine that unpacks a hard link makes one. And before it makes what an entry says, it removes what is there under
 * its name: so an entry that says that a file is another name of itself removes the file, and then fails. That it fails
 * is of no interest; whether the file is gone is looked for, and an engine that leaves it there is believed. Paths here
 * have no links and dots.
 */
final class ArchiveMoves {
    private static final int SET_ID = 06000;
    /** How much longer it may take once the session has ended. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Archive archive;
    private final ArchivePaths paths;
    private final ArchiveFiles files;

    ArchiveMoves(Archive archive, ArchivePaths paths, ArchiveFiles files) {
        this.archive = archive;
        this.paths = paths;
        this.files = files;
    }

    /** @param folder whether it is one, which is removed whatever has come into it by then */
    Answer remove(FilePath path, boolean folder) throws IOException {
        Optional<EngineException> said = tried(path.parent(), folder, itself(path.fileName(), FileStat.NOBODYS));
        if (archive.look(path.bytes()).isEmpty()) {
            return Answer.DONE;
        }
        return complaint(said, ArchiveRefusals.NOT_REMOVED);
    }

    Answer link(FilePath file, FilePath name) throws IOException {
        FilePath mount = paths.mount(file);
        Header known = paths.header(file);
        Optional<EngineException> said = tried(mount, false, named(name.from(mount), known, file.from(mount)));
        return archive.look(name.bytes()).isPresent() ? Answer.DONE : complaint(said, ArchiveRefusals.NOT_LINKED);
    }

    /**
     * Both are of one mount; what is at the new place is replaced. An engine removes that before it makes the new, and does
     * not say whether two names are one file's: so nothing is removed before a second name, or the gateway, has what is
     * moved. What has been begun goes on though the caller is interrupted, as when its client vanishes.
     */
    Answer move(Found from, Found to) throws IOException {
        return Unhurried.call(() -> moved(from, to), PATIENCE);
    }

    private Answer moved(Found from, Found to) throws IOException {
        FilePath mount = paths.mount(to.path());
        Header known = paths.header(from.path());
        // Of a linked file an engine sets the owner, which costs these bits; the mode it sets where it finds the file.
        boolean mayLink = mount.equals(FilePath.ROOT) || (known.stat().permissions() & SET_ID) == 0;
        Optional<Answer> linked = Optional.empty();
        if (mayLink) {
            linked = to.there().isPresent()
                    ? overAnother(from.path(), to.path(), known)
                    : toNewName(from.path(), to.path(), known);
        }
        if (linked.isPresent()) {
            return linked.get();
        }
        return switch (from.there().map(Glimpse::kind).orElse(Kind.SPECIAL)) {
            case FILE -> byCopy(from.path(), to.path());
            case LINK -> {
                Header link = new Header(to.path().fileName(), known.stat(), '2', known.link());
                yield replaced(from.path(), to.path(), () -> {
                    archive.put(to.path().parent().bytes(), TarWriter.stream(List.of(link)), false);
                    return Answer.DONE;
                });
            }
            case FOLDER, SPECIAL -> ArchiveRefusals.NOT_REPLACED;
        };
    }

    /** Empty where there can be no other name, and all is as it was. */
    private Optional<Answer> toNewName(FilePath from, FilePath to, Header known) throws IOException {
        FilePath mount = paths.mount(to);
        FilePath old = from.from(mount);
        Optional<EngineException> said =
                tried(mount, false, named(to.from(mount), known, old), itself(old, known.stat()));
        if (archive.look(to.bytes()).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                archive.look(from.bytes()).isEmpty() ? Answer.DONE : complaint(said, ArchiveRefusals.NOT_REMOVED));
    }

    /** The same; a spare name keeps what is moved until it is in its place. */
    private Optional<Answer> overAnother(FilePath from, FilePath to, Header known) throws IOException {
        FilePath mount = paths.mount(to);
        FilePath spare = to.parent().resolve(FilePath.ofText(".hatchway-" + UUID.randomUUID()));
        FilePath old = from.from(mount);
        var _ = tried(mount, false, named(spare.from(mount), known, old));
        if (archive.look(spare.bytes()).isEmpty()) {
            return Optional.empty();
        }
        Header place = named(to.from(mount), known, spare.from(mount));
        Optional<EngineException> said = tried(mount, false, place, itself(old, known.stat()));
        // Where both were names of one file, it was removed by the other one.
        boolean isGone = archive.look(to.bytes()).isEmpty();
        if (isGone) {
            said = tried(mount, false, place);
        }
        if (archive.look(to.bytes()).isEmpty()) {
            return Optional.of(complaint(said, ArchiveRefusals.keptAs(spare)));
        }
        remove(spare, false);
        return Optional.of(
                isGone || archive.look(from.bytes()).isEmpty()
                        ? Answer.DONE
                        : complaint(said, ArchiveRefusals.NOT_REMOVED));
    }

    /** What puts a thing in its place. */
    private interface Arrival {
        Answer arrive() throws IOException;
    }

    private Answer byCopy(FilePath from, FilePath to) throws IOException {
        Draft copy = files.draftOf(from, false);
        try {
            return replaced(from, to, () -> {
                copy.moveTo(to);
                return copy.commit();
            });
        } finally {
            copy.discard();
        }
    }

    private Answer replaced(FilePath from, FilePath to, Arrival arrival) throws IOException {
        Answer arrived = arrival.arrive();
        if (arrived instanceof Failed) {
            return arrived;
        }
        Answer removed = remove(from, false);
        // Both were names of one file.
        return removed instanceof Failed || archive.look(to.bytes()).isPresent() ? removed : arrival.arrive();
    }

    private static Header named(FilePath name, Header known, FilePath file) {
        return new Header(name, known.stat(), '1', file);
    }

    private static Header itself(FilePath name, FileStat stat) {
        return new Header(name, stat, '1', name);
    }

    private Optional<EngineException> tried(FilePath folder, boolean overFolders, Header... entries)
            throws EngineException {
        try {
            archive.put(folder.bytes(), TarWriter.stream(List.of(entries)), overFolders);
            return Optional.empty();
        } catch (EngineException failed) {
            if (failed.kind() != EngineException.Kind.REFUSED) {
                throw failed;
            }
            return Optional.of(failed);
        }
    }

    private static Answer complaint(Optional<EngineException> said, Failed otherwise) throws EngineException {
        if (said.isPresent()) {
            throw said.get();
        }
        return otherwise;
    }
}
