package io.hatchway.files;

import io.hatchway.files.Answer.Failed;
import io.hatchway.files.Answer.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file's content on its way from an engine. As long as an engine sends from a container it lets nobody else look at
 * that, not even a login: so this takes what comes as fast as it comes, however slowly a client reads, and keeps it.
 */
final class Incoming implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Incoming.class);
    private static final int PIECE = 128 * 1024;

    private final Spool spool;
    private final ArchiveEntry entry;
    private boolean letGo;
    private boolean done;
    private @Nullable Failed failure;

    private Incoming(Spool spool, ArchiveEntry entry) {
        this.spool = spool;
        this.entry = entry;
    }

    /** Begins to take a file, and closes the entry in the end. What fails is told to who reads. */
    static Incoming begin(ArchiveEntry entry, Room room) throws IOException {
        try {
            Incoming incoming = new Incoming(new Spool(room), entry);
            Optional<Failed> objection = room.objection(incoming.stat().size());
            if (objection.isPresent()) {
                incoming.end(objection);
                return incoming;
            }
            // A disk that is slow must hold up no thread that others need.
            Thread.ofPlatform().daemon().name("files-incoming").start(incoming::take);
            return incoming;
        } catch (IOException | RuntimeException failed) {
            entry.close();
            throw failed;
        }
    }

    /** As it was when the engine began to send it. */
    FileStat stat() {
        return entry.header().stat();
    }

    private void take() {
        Optional<Failed> failed = Optional.empty();
        try {
            byte[] piece = new byte[PIECE];
            for (int count; failed.isEmpty() && (count = entry.content().read(piece, 0, PIECE)) >= 0; ) {
                failed = spool.put(spool.size(), piece, 0, count);
                synchronized (this) {
                    notifyAll();
                }
            }
        } catch (IOException broken) {
            LOG.debug("a file did not come whole", broken);
            failed = Optional.of(new Failed(Reason.FAILURE, "The engine broke off within the file. Try again."));
        }
        end(failed);
    }

    private void end(Optional<Failed> why) {
        letGo();
        synchronized (this) {
            failure = why.orElse(null);
            done = true;
            notifyAll();
        }
    }

    private synchronized void letGo() {
        if (letGo) {
            return;
        }
        letGo = true;
        try {
            entry.close();
        } catch (IOException alreadyGone) {
            LOG.debug("an engine's stream was not closed cleanly", alreadyGone);
        }
    }

    /** Waits until so much of it is here, or all. */
    private synchronized void await(long bytes) throws InterruptedException {
        while (!done && spool.size() < bytes) {
            wait();
        }
    }

    /** Waits until the engine has nothing more to do with it. */
    void await() throws InterruptedException {
        await(Long.MAX_VALUE);
    }

    /** Waits for a piece of it. */
    Answer read(long offset, int length) throws IOException, InterruptedException {
        await(offset + length);
        Optional<Failed> failed = failure();
        return failed.isPresent() && spool.size() < offset + length ? failed.get() : spool.read(offset, length);
    }

    /** Why not all of it came. */
    synchronized Optional<Failed> failure() {
        return Optional.ofNullable(failure);
    }

    /** What came; it is the caller's to close when all of it is there. */
    Spool spool() {
        return spool;
    }

    @Override
    public void close() throws IOException {
        letGo();
        spool.close();
    }
}
