package io.hatchway.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit log: events from any thread, written by one of its own in the order of their arrival. What arrives together
 * is written together and needs one sync.
 */
public final class AuditLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
    private static final int MOST_WAITING = 4096;
    private static final int BATCH = 256;
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final AuditWriter writer;
    private final Room room;
    private final Clock clock;
    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong overflow = new AtomicLong();
    private final Thread thread;
    private volatile boolean closed;

    /**
     * How much is kept.
     *
     * @param fileSize bytes after which a new file is begun
     * @param fileAge age after which a new file is begun
     * @param keep age after which a file is removed; zero for never
     * @param quota bytes of all files together, above which the oldest full one is removed
     * @param minFree free bytes on the file system below which no session may begin, and what strangers do is only counted
     */
    public record Bounds(long fileSize, Duration fileAge, Duration keep, long quota, long minFree) {}

    /**
     * @param claimed set by whoever comes first: the thread that writes it, or one that no longer wants it written
     */
    private record Waiting(
            AuditEvent event, Instant at, Optional<CompletableFuture<Void>> onDisk, AtomicBoolean claimed) {
        Waiting(AuditEvent event, Instant at) {
            this(event, at, Optional.empty(), new AtomicBoolean());
        }

        boolean isNote() {
            return onDisk.isEmpty();
        }
    }

    private AuditLog(AuditWriter writer, Room room, Clock clock) {
        this.writer = writer;
        this.room = room;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("audit").daemon().start(this::work);
    }

    /**
     * Opens the log in the folder {@code audit} of the state folder, after whatever is there. A full disk is no reason to
     * fail: an administrator may have to come in because of it.
     *
     * @throws IOException when the signing key or the folder cannot be used; the message is a sentence
     */
    public static AuditLog open(Path state, Bounds bounds, Clock clock) throws IOException {
        return open(state, bounds, clock, AuditFiles.Sync.REAL);
    }

    static AuditLog open(Path state, Bounds bounds, Clock clock, AuditFiles.Sync sync) throws IOException {
        AuditKey key = AuditKey.loadOrMake(state);
        Path folder = state.resolve("audit");
        try {
            AuditWriter writer = new AuditWriter(folder, AuditFiles.in(folder, sync), bounds, key, clock);
            LOG.info("the audit log is signed by {}", key.blob());
            return new AuditLog(writer, new Room(folder, bounds.minFree()), clock);
        } catch (IOException unusable) {
            throw new IOException(
                    "The audit log in " + folder + " cannot be used: " + unusable
                            + ". It must be a folder of the gateway's user.",
                    unusable);
        }
    }

    /**
     * Takes an event; never blocks. When thousands are waiting it is dropped, and the log will say how many were.
     */
    public void note(AuditEvent event) {
        if (!queue.offer(new Waiting(event, clock.instant()))) {
            overflow.incrementAndGet();
        }
    }

    /** Takes an event; waits where thousands are waiting. Not for threads that serve more than one session. */
    public void keep(AuditEvent event) {
        try {
            if (!queue.offer(new Waiting(event, clock.instant()), LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
                overflow.incrementAndGet();
            }
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            note(event);
        }
    }

    /**
     * The same where there is room for it.
     *
     * @throws IOException when there is less than what other events may need
     */
    public void keepWhereThereIsRoom(AuditEvent event) throws IOException {
        room.check();
        keep(event);
    }

    /**
     * Takes an event and waits until it is on disk.
     *
     * @throws IOException when it is not there, or there is less room than what other events may need
     * @throws InterruptedException when it is not there and never will be; where it is, the thread stays interrupted
     */
    public void commit(AuditEvent event) throws IOException, InterruptedException {
        room.check();
        CompletableFuture<Void> onDisk = new CompletableFuture<>();
        Waiting waiting = new Waiting(event, clock.instant(), Optional.of(onDisk), new AtomicBoolean());
        queue.put(waiting);
        if (closed) {
            throw new IOException("the audit log is closed");
        }
        try {
            onDisk.get();
        } catch (InterruptedException told) {
            if (waiting.claimed.compareAndSet(false, true)) {
                throw told;
            }
            Thread.currentThread().interrupt();
            joined(onDisk);
        } catch (ExecutionException failed) {
            throw unwritten(failed.getCause());
        }
    }

    private static void joined(CompletableFuture<Void> onDisk) throws IOException {
        try {
            onDisk.join();
        } catch (CompletionException failed) {
            throw unwritten(failed.getCause());
        }
    }

    private static IOException unwritten(@Nullable Throwable cause) {
        return new IOException("the audit log cannot be written", cause);
    }

    private void work() {
        List<Waiting> batch = new ArrayList<>(BATCH);
        boolean stopping = false;
        while (!stopping || !queue.isEmpty()) {
            try {
                Waiting next = queue.poll(AuditWriter.SECOND.toMillis(), TimeUnit.MILLISECONDS);
                if (next != null) {
                    batch.add(next);
                    queue.drainTo(batch, BATCH - 1);
                    stopping |= batch.stream().anyMatch(waiting -> waiting.event instanceof AuditEvent.GatewayStopped);
                    write(batch);
                    batch.clear();
                }
                writer.tick();
            } catch (InterruptedException nobodyDoes) {
                LOG.debug("the audit log was interrupted", nobodyDoes);
            } catch (RuntimeException fault) {
                // Without this thread no session could ever begin again.
                LOG.debug("the audit log failed", fault);
                fail(batch, fault);
                batch.clear();
            }
        }
        writer.close();
    }

    private void write(List<Waiting> batch) {
        long dropped = overflow.getAndSet(0);
        if (dropped > 0) {
            writer.lose(dropped, "they came faster than they could be written");
        }
        leaveOutStrangers(batch);
        batch.removeIf(waiting -> !waiting.claimed.compareAndSet(false, true));
        if (batch.isEmpty()) {
            return;
        }
        try {
            writer.append(
                    batch.stream()
                            .map(waiting -> new AuditWriter.Timed(waiting.event, waiting.at))
                            .toList(),
                    batch.stream().anyMatch(waiting -> waiting.onDisk.isPresent()));
            batch.forEach(waiting -> waiting.onDisk.ifPresent(onDisk -> onDisk.complete(null)));
        } catch (IOException failed) {
            fail(batch, failed);
        }
    }

    private void fail(List<Waiting> batch, Exception failed) {
        writer.complain("cannot be written", failed);
        writer.lose(batch.stream().filter(Waiting::isNote).count(), "they could not be written");
        batch.forEach(waiting -> waiting.onDisk.ifPresent(onDisk -> onDisk.completeExceptionally(failed)));
    }

    /** What is kept free is for those who were let in, not for whoever connects. */
    private void leaveOutStrangers(List<Waiting> batch) {
        if (batch.stream().noneMatch(waiting -> waiting.event.isStrangers())) {
            return;
        }
        try {
            room.check();
        } catch (IOException full) {
            int before = batch.size();
            batch.removeIf(waiting -> waiting.isNote() && waiting.event.isStrangers());
            writer.lose(before - batch.size(), "there was less free than audit.min_free");
            writer.complain("leaves out what strangers do", full);
        }
    }

    /** Writes what is waiting and that the gateway stops, signs it and ends. */
    @Override
    public void close() {
        // Not interrupted: that would close the file under the writer.
        keep(new AuditEvent.GatewayStopped());
        try {
            if (!thread.join(LAST_WORDS)) {
                LOG.error("the audit log did not end in time; its last events may be missing");
            }
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
        closed = true;
        queue.forEach(late -> late.onDisk.ifPresent(
                onDisk -> onDisk.completeExceptionally(new IOException("the audit log is closed"))));
    }
}
