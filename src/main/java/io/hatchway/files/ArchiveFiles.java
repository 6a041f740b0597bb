package io.hatchway.files;

import io.hatchway.container.Archive;
import io.hatchway.container.Archive.Kind;
import io.hatchway.files.Answer.Failed;
import io.hatchway.files.Answer.Reason;
import io.hatchway.files.ArchiveFile.Drafting;
import io.hatchway.files.ArchiveFile.Reading;
import io.hatchway.files.ArchivePaths.Found;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that a session has open over an engine's archive. One that is being written is the same for all who open it
 * in the session, by its handles and by its name, and goes into the container when one that writes it is closed.
 */
final class ArchiveFiles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ArchiveFiles.class);
    /** Each is kept on the gateway's disk. */
    private static final int MOST_WRITTEN = 8;

    private static final Failed NOT_WRITABLE =
            new Failed(Reason.PERMISSION_DENIED, "The file was not opened to be written.");

    private final Archive archive;
    private final Room room;
    private final Map<Integer, ArchiveFile> open = new HashMap<>();

    ArchiveFiles(Archive archive, Room room) {
        this.archive = archive;
        this.room = room;
    }

    /** What is being written under a name, without links and dots: the container does not have it yet. */
    Optional<Draft> draft(FilePath path) {
        return drafts().filter(draft -> draft.isAt(path)).findFirst();
    }

    /** All that is being written. */
    Stream<Draft> drafts() {
        return handles()
                .filter(handle -> handle.how().mayChange())
                .map(Drafting::draft)
                .distinct();
    }

    private Stream<Drafting> handles() {
        return open.values().stream().filter(Drafting.class::isInstance).map(Drafting.class::cast);
    }

    /** @param made what a new file is to be */
    Answer open(int file, Found found, OpenMode how, FileStat made) throws IOException {
        Optional<Draft> written = draft(found.path());
        boolean there = written.isPresent() || found.there().isPresent();
        if (!there && !how.create()) {
            return ArchiveRefusals.NO_SUCH_FILE;
        } else if (there && how.exclusive()) {
            return ArchiveRefusals.FILE_EXISTS;
        } else if (found.is(Kind.FOLDER)) {
            return ArchiveRefusals.IS_A_FOLDER;
        } else if (found.is(Kind.SPECIAL)) {
            return ArchiveRefusals.SPECIAL;
        } else if (how.mayChange() && written.isEmpty() && drafts().count() >= MOST_WRITTEN) {
            return ArchiveRefusals.tooManyWritten(MOST_WRITTEN);
        }
        if (written.isEmpty() && !how.mayChange()) {
            open.put(file, new Reading(Optional.of(found.path()), incoming(found.path())));
            return new Answer.Opened(false);
        }
        Draft draft = written.isPresent()
                ? written.get()
                : there ? draftOf(found.path(), how.truncate()) : new Draft(archive, found.path(), made, spool(), true);
        open.put(file, new Drafting(draft, how));
        if (how.truncate()) {
            draft.change(Changes.size(0));
        }
        return new Answer.Opened(false);
    }

    private Spool spool() throws IOException {
        return new Spool(room);
    }

    private Incoming incoming(FilePath path) throws IOException {
        return Incoming.begin(entry(path), room);
    }

    private ArchiveEntry entry(FilePath path) throws IOException {
        return ArchiveEntry.open(archive, path).orElseThrow(() -> new RefusedException(ArchiveRefusals.NO_SUCH_FILE));
    }

    /**
     * A file of the container's, to be written or otherwise changed; whoever asks discards it.
     *
     * @param cut whether its content does not matter
     */
    Draft draftOf(FilePath path, boolean cut) throws IOException {
        ArchiveEntry entry = entry(path);
        FileStat stat = entry.header().stat();
        if (cut || stat.size() > Draft.LARGEST) {
            entry.close();
            if (!cut) {
                throw new RefusedException(ArchiveRefusals.TOO_LARGE);
            }
            return new Draft(archive, path, stat, spool(), true);
        }
        Incoming content = Incoming.begin(entry, room);
        // The engine does not write to a container while it still sends from it.
        await(content);
        Optional<Failed> failure = content.failure();
        if (failure.isPresent()) {
            content.close();
            throw new RefusedException(failure.get());
        }
        return new Draft(archive, path, stat, content.spool(), false);
    }

    /** The engine does not answer while it still sends from the container, and is given up after a while. */
    void awaitEngine() throws IOException {
        for (ArchiveFile file : open.values()) {
            if (file instanceof Reading reading) {
                await(reading.content());
            }
        }
    }

    private static void await(Incoming content) throws IOException {
        try {
            content.await();
        } catch (InterruptedException ending) {
            throw interrupted(ending);
        }
    }

    private static IOException interrupted(InterruptedException ending) {
        Thread.currentThread().interrupt();
        return (IOException) new InterruptedIOException("the session ends").initCause(ending);
    }

    private ArchiveFile opened(int file) throws IOException {
        ArchiveFile found = open.get(file);
        if (found == null) {
            throw new IOException("file " + file + " is not open");
        }
        return found;
    }

    /** Whether to close it is to put it into the container. */
    boolean isWritten(int file) {
        return open.get(file) instanceof Drafting drafting && drafting.how().mayChange();
    }

    Answer stat(int file) throws IOException {
        return new Answer.Stat(
                switch (opened(file)) {
                    case Reading reading -> reading.content().stat();
                    case Drafting drafting -> drafting.draft().stat();
                });
    }

    Answer read(int file, long offset, int length) throws IOException {
        try {
            return switch (opened(file)) {
                case Reading reading -> reading.content().read(offset, length);
                case Drafting drafting -> drafting.draft().read(offset, length);
            };
        } catch (InterruptedException ending) {
            throw interrupted(ending);
        }
    }

    Answer write(Op.Write write) throws IOException {
        return switch (opened(write.file())) {
            case Drafting(Draft draft, OpenMode how) when how.write() -> draft.write(write, how.append());
            case Drafting readOnly -> NOT_WRITABLE;
            case Reading readOnly -> NOT_WRITABLE;
        };
    }

    /** Changes an open file, by its name when it is not being written. */
    Answer change(int file, Changes changes, ByName byName) throws IOException {
        return switch (opened(file)) {
            case Drafting drafting -> drafting.draft().change(changes);
            case Reading(Optional<FilePath> path, Incoming content) ->
                path.isPresent() ? byName.change(path.get(), changes) : ArchiveRefusals.MOVED;
        };
    }

    /** What is being read goes where this session moves it, and what was at that place is nowhere. */
    void moved(FilePath from, Optional<FilePath> to) {
        open.replaceAll((file, what) -> switch (what) {
            case Reading(Optional<FilePath> path, Incoming content)
            when path.equals(Optional.of(from)) -> new Reading(to, content);
            case Reading(Optional<FilePath> path, Incoming content)
            when to.isPresent() && path.equals(to) -> new Reading(Optional.empty(), content);
            case Reading elsewhere -> elsewhere;
            case Drafting drafting -> drafting;
        });
    }

    /** What changes a file that is not being written. */
    interface ByName {
        Answer change(FilePath path, Changes changes) throws IOException;
    }

    Answer close(int file) throws IOException {
        ArchiveFile closing = open.remove(file);
        return switch (closing) {
            case null -> ArchiveRefusals.NO_SUCH_FILE;
            case Reading reading -> {
                reading.content().close();
                yield Answer.DONE;
            }
            case Drafting(Draft draft, OpenMode how) -> {
                try {
                    yield how.mayChange() ? draft.commit() : Answer.DONE;
                } finally {
                    if (handles().noneMatch(other -> other.draft().equals(draft))) {
                        draft.discard();
                    }
                }
            }
        };
    }

    /** Forgets everything: what has not been closed is in the container as it was. */
    @Override
    public void close() {
        for (ArchiveFile file : open.values()) {
            switch (file) {
                case Drafting drafting -> drafting.draft().discard();
                case Reading reading -> {
                    try {
                        reading.content().close();
                    } catch (IOException failed) {
                        LOG.debug("a file was not closed cleanly", failed);
                    }
                }
            }
        }
        open.clear();
    }
}
