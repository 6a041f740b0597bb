package io.hatchway.files;

import io.hatchway.container.Archive;
import io.hatchway.container.EngineException;
import io.hatchway.files.Answer.Failed;
import io.hatchway.files.Answer.Reason;
import io.hatchway.files.TarReader.Header;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that is open over an engine's archive. What is read comes from the engine as a whole, and what is written is
 * kept, because a tar stream says how long a file is before it begins; it goes into the container when this is closed.
 */
final class ArchiveFile {
    private static final Logger LOG = LoggerFactory.getLogger(ArchiveFile.class);
    private static final long LARGEST = 1024L * 1024 * 1024;
    /** How long a session that is to end waits for what it has begun. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Failed TOO_LARGE = new Failed(
            Reason.UNSUPPORTED,
            "This container has no shell or does not run, so the gateway keeps a file until it is whole: at most 1 GiB.");

    private final Archive archive;
    private final Room room;
    private final FilePath path;
    private FileStat stat;
    private @Nullable Incoming incoming;
    private @Nullable Spool written;
    private boolean append;
    private boolean broken;

    /** @param path without links and dots */
    ArchiveFile(Archive archive, Room room, FilePath path, FileStat stat) {
        this.archive = archive;
        this.room = room;
        this.path = path;
        this.stat = stat;
    }

    /** Makes room for what will be written. */
    Answer beginToWrite(boolean keepContent, boolean atTheEnd) throws IOException {
        append = atTheEnd;
        if (!keepContent) {
            written = new Spool(room);
            return Answer.DONE;
        }
        if (stat.size() > LARGEST) {
            return TOO_LARGE;
        }
        Incoming content = fromContainer();
        // The engine does not write to a container while it still sends from it.
        await(content);
        Optional<Failed> failure = content.failure();
        if (failure.isPresent()) {
            return failure.get();
        }
        written = content.spool();
        return Answer.DONE;
    }

    FilePath path() {
        return path;
    }

    boolean isWritten() {
        return written != null;
    }

    /** Whether its content has been asked for. */
    boolean isHere() {
        return written != null || incoming != null;
    }

    Answer stat() {
        return new Answer.Stat(current());
    }

    private FileStat current() {
        Spool spool = written;
        return spool == null ? stat : sized(spool.size());
    }

    private FileStat sized(long size) {
        return new FileStat(
                stat.mode(),
                stat.links(),
                stat.uid(),
                stat.gid(),
                size,
                stat.accessed(),
                stat.modified(),
                stat.user(),
                stat.group());
    }

    Answer read(long offset, int length) throws IOException {
        Spool spool = written;
        if (spool != null) {
            return spool.read(offset, length);
        }
        try {
            return fromContainer().read(offset, length);
        } catch (InterruptedException ending) {
            throw interrupted(ending);
        }
    }

    private Incoming fromContainer() throws IOException {
        Incoming begun = incoming;
        if (begun == null) {
            begun = Incoming.begin(archive, path, room);
            incoming = begun;
        }
        return begun;
    }

    /** Waits until the engine has nothing more to do with what it sends of this. */
    void await() throws IOException {
        Incoming begun = incoming;
        if (begun != null) {
            await(begun);
        }
    }

    private static void await(Incoming begun) throws IOException {
        try {
            begun.await();
        } catch (InterruptedException ending) {
            throw interrupted(ending);
        }
    }

    private static IOException interrupted(InterruptedException ending) {
        Thread.currentThread().interrupt();
        return (IOException) new InterruptedIOException("the session ends").initCause(ending);
    }

    Answer write(Op.Write write) throws IOException {
        Spool spool = written;
        if (spool == null) {
            return new Failed(Reason.PERMISSION_DENIED, "The file was not opened to be written.");
        }
        boolean whole = !broken;
        broken = true;
        long offset = append ? spool.size() : write.offset();
        if (offset > LARGEST - write.length()) {
            return TOO_LARGE;
        }
        Optional<Failed> failure = spool.put(offset, write.bytes(), write.from(), write.length());
        if (failure.isPresent()) {
            return failure.get();
        }
        broken = !whole;
        return Answer.DONE;
    }

    /** Takes effect when the file, which is being written, is closed. */
    Answer change(Changes changes) throws IOException {
        Spool spool = written;
        if (spool != null && changes.size().isPresent()) {
            long size = changes.size().get();
            Optional<Failed> failure = size > LARGEST ? Optional.of(TOO_LARGE) : spool.resize(size);
            if (failure.isPresent()) {
                return failure.get();
            }
        }
        stat = stat.with(changes);
        return Answer.DONE;
    }

    /**
     * Puts what was written into the container, if all of it was. The engine unpacks what it gets as it comes: so what has
     * been begun goes on though the caller is interrupted, as when its client vanishes.
     */
    Answer close() throws IOException {
        try {
            Spool spool = written;
            if (broken) {
                return new Failed(
                        Reason.FAILURE, "Part of the file could not be written, so the container has none of it.");
            }
            return spool == null ? Answer.DONE : Unhurried.call(() -> intoContainer(spool), PATIENCE);
        } finally {
            discard();
        }
    }

    private Answer intoContainer(Spool spool) throws IOException {
        Header header = new Header(path.fileName(), current(), '0', new FilePath(""));
        try {
            archive.put(path.parent().bytes(), TarWriter.stream(header, spool.content()));
            return Answer.DONE;
        } catch (EngineException refused) {
            String said = refused.sentence();
            throw new EngineException(
                    refused.kind(),
                    said + (said.endsWith(".") ? "" : ".") + " The container may have a part of the file.",
                    refused);
        }
    }

    /** Forgets what was written. */
    void discard() {
        try {
            if (incoming != null) {
                incoming.close();
            }
            if (written != null) {
                written.close();
            }
        } catch (IOException failed) {
            LOG.debug("a file was not closed cleanly", failed);
        }
    }
}
