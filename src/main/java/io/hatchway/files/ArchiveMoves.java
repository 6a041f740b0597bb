package io.hatchway.files;

import io.hatchway.container.Archive;
import io.hatchway.container.Archive.Kind;
import io.hatchway.container.EngineException;
import io.hatchway.files.Answer.Failed;
import io.hatchway.files.ArchivePaths.Found;
import io.hatchway.files.TarReader.Header;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
    /** Mounts whose file systems are known to have links. */
    private final Set<FilePath> linking = new HashSet<>();

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
     * Both are of one mount; what is at the new place is replaced. An engine removes that before it turns out that a file
     * system has no links: so where this is not known, what is to come there instead is at hand before.
     */
    Answer move(Found from, Found to) throws IOException {
        FilePath mount = paths.mount(to.path());
        Header known = paths.header(from.path());
        boolean unsure = to.there().isPresent() && !linking.contains(mount);
        if (unsure && from.is(Kind.LINK)) {
            return remade(known, from.path(), to.path());
        } else if (unsure && (!from.is(Kind.FILE) || known.stat().size() > Draft.LARGEST)) {
            return ArchiveRefusals.NOT_REPLACED;
        }
        // Of a linked file an engine sets the owner, which costs these bits; the mode it sets where it finds the file.
        boolean links = mount.equals(FilePath.ROOT) || (known.stat().permissions() & SET_ID) == 0;
        if (!from.is(Kind.FILE) || (links && !unsure)) {
            return linked(from, to.path(), known, () -> copied(from.path(), to.path()));
        }
        Draft copy = files.draftOf(from.path(), false);
        try {
            return links
                    ? linked(from, to.path(), known, () -> moved(copy, from.path(), to.path()))
                    : moved(copy, from.path(), to.path());
        } finally {
            copy.discard();
        }
    }

    /** What is done where a file system has no links. */
    private interface Otherwise {
        Answer copied() throws IOException;
    }

    private Answer linked(Found from, FilePath to, Header known, Otherwise otherwise) throws IOException {
        FilePath mount = paths.mount(to);
        FilePath old = from.path().from(mount);
        Optional<EngineException> said =
                tried(mount, false, named(to.from(mount), known, old), itself(old, known.stat()));
        if (archive.look(from.path().bytes()).isEmpty()) {
            linking.add(mount);
            return Answer.DONE;
        }
        return from.is(Kind.FILE) && archive.look(to.bytes()).isEmpty()
                ? otherwise.copied()
                : complaint(said, ArchiveRefusals.NOT_REMOVED);
    }

    private Answer copied(FilePath from, FilePath to) throws IOException {
        Draft copy = files.draftOf(from, false);
        try {
            return moved(copy, from, to);
        } finally {
            copy.discard();
        }
    }

    private Answer moved(Draft copy, FilePath from, FilePath to) throws IOException {
        copy.moveTo(to);
        Answer arrived = copy.commit();
        return arrived instanceof Failed ? arrived : remove(from, false);
    }

    /** A symbolic link needs no other to take a place: an engine makes it there as it is. */
    private Answer remade(Header known, FilePath from, FilePath to) throws IOException {
        Header link = new Header(to.fileName(), known.stat(), '2', known.link());
        archive.put(to.parent().bytes(), TarWriter.stream(List.of(link)), false);
        return remove(from, false);
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
