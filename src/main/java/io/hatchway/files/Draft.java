package io.hatchway.files;

import io.hatchway.container.Archive;
import io.hatchway.container.EngineException;
import io.hatchway.files.Answer.Failed;
import io.hatchway.files.TarReader.Header;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file as a session has written it, for all that the session has open of it. It is kept here, because a tar stream says
 * how long a file is before it begins, and goes into the container as a whole.
 */
final class Draft {
    private static final Logger LOG = LoggerFactory.getLogger(Draft.class);
    static final long LARGEST = 1024L * 1024 * 1024;
    /** How long a session that is to end waits for what it has begun. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Archive archive;
    private final Spool content;
    private Optional<FilePath> path;
    private FileStat stat;
    private boolean changed;
    private boolean broken;

    /**
     * @param path without links and dots
     * @param content its own from now on
     * @param changed whether the container's file is another already
     */
    Draft(Archive archive, FilePath path, FileStat stat, Spool content, boolean changed) {
        this.archive = archive;
        this.path = Optional.of(path);
        this.stat = stat;
        this.content = content;
        this.changed = changed;
    }

    boolean isAt(FilePath place) {
        return path.equals(Optional.of(place));
    }

    /** Its name, when it is in a folder. */
    Optional<FilePath> nameIn(FilePath folder) {
        return path.filter(at -> at.parent().equals(folder)).map(FilePath::fileName);
    }

    /** Goes to another place in the end. */
    void moveTo(FilePath place) {
        path = Optional.of(place);
        changed = true;
    }

    /** Its name has been removed, or is another file's: it goes nowhere. */
    void letGo() {
        path = Optional.empty();
    }

    FileStat stat() {
        return stat.sized(content.size());
    }

    Answer read(long offset, int length) throws IOException {
        return content.read(offset, length);
    }

    Answer write(Op.Write write, boolean append) throws IOException {
        boolean whole = !broken;
        broken = true;
        long offset = append ? content.size() : write.offset();
        if (offset > LARGEST - write.length()) {
            return ArchiveRefusals.TOO_LARGE;
        }
        Optional<Failed> failure = content.put(offset, write.bytes(), write.from(), write.length());
        if (failure.isPresent()) {
            return failure.get();
        }
        broken = !whole;
        touch();
        return Answer.DONE;
    }

    /** Sets what is to be set. */
    Answer change(Changes changes) throws IOException {
        if (changes.size().isPresent()) {
            long size = changes.size().get();
            Optional<Failed> failure = size > LARGEST ? Optional.of(ArchiveRefusals.TOO_LARGE) : content.resize(size);
            if (failure.isPresent()) {
                return failure.get();
            }
            touch();
        }
        stat = stat.with(changes);
        changed = true;
        return Answer.DONE;
    }

    private void touch() {
        long now = System.currentTimeMillis() / 1000;
        stat = stat.with(new Changes(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(new Changes.Times(now, now))));
        changed = true;
    }

    /**
     * Puts what was written into the container, if all of it was and it has a name. The engine unpacks what it gets as it
     * comes: so what has been begun goes on though the caller is interrupted, as when its client vanishes.
     */
    Answer commit() throws IOException {
        if (path.isEmpty() || !changed) {
            return Answer.DONE;
        } else if (broken) {
            return ArchiveRefusals.PARTLY_WRITTEN;
        }
        FilePath place = path.get();
        Unhurried.call(() -> intoContainer(place), PATIENCE);
        changed = false;
        return Answer.DONE;
    }

    private Answer intoContainer(FilePath place) throws IOException {
        Header header = new Header(place.fileName(), stat(), '0', new FilePath(""));
        try {
            archive.put(place.parent().bytes(), TarWriter.stream(header, content.content()), false);
            return Answer.DONE;
        } catch (EngineException refused) {
            throw new EngineException(
                    refused.kind(), refused.sentence() + " The container may have a part of the file.", refused);
        }
    }

    /** Forgets what was written. */
    void discard() {
        try {
            content.close();
        } catch (IOException failed) {
            LOG.debug("a file was not closed cleanly", failed);
        }
    }
}
