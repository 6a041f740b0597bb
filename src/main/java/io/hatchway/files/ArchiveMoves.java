package io.hatchway.files;

import io.hatchway.container.Archive;
import io.hatchway.container.Archive.Kind;
import io.hatchway.container.EngineException;
import io.hatchway.files.Answer.Failed;
import io.hatchway.files.ArchivePaths.Found;
import io.hatchway.files.TarReader.Header;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

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

    /** Both are of one mount; what is at the new place is replaced. */
    Answer move(Found from, FilePath to) throws IOException {
        FilePath mount = paths.mount(to);
        Header known = paths.header(from.path());
        Optional<EngineException> said = Optional.empty();
        // Of a linked file an engine sets the owner, which costs these bits; the mode it sets where it finds the file.
        boolean linked = mount.equals(FilePath.ROOT) || (known.stat().permissions() & SET_ID) == 0;
        if (linked) {
            FilePath old = from.path().from(mount);
            said = tried(mount, false, named(to.from(mount), known, old), itself(old, known.stat()));
            if (archive.look(from.path().bytes()).isEmpty()) {
                return Answer.DONE;
            }
        }
        // Not every file system has links; what was to be replaced is gone by then.
        if (from.is(Kind.FILE) && (!linked || archive.look(to.bytes()).isEmpty())) {
            Answer copied = copy(from.path(), to);
            return copied instanceof Failed ? copied : remove(from.path(), false);
        }
        return complaint(said, ArchiveRefusals.NOT_REMOVED);
    }

    private Answer copy(FilePath from, FilePath to) throws IOException {
        Draft copy = files.draftOf(from, false);
        try {
            copy.moveTo(to);
            return copy.commit();
        } finally {
            copy.discard();
        }
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
