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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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
     * @param minFree free bytes on the file system below which no session may begin
     */
    public record Bounds(long fileSize, Duration fileAge, Duration keep, long minFree) {}

    private record Waiting(AuditEvent event, Instant at, Optional<CompletableFuture<Void>> onDisk) {}

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
        AuditKey key = AuditKey.loadOrMake(state);
        Path folder = state.resolve("audit");
        try {
            List<AuditEvent> findings = new ArrayList<>();
            AuditWriter writer = AuditWriter.open(folder, bounds, key, clock, findings::add);
            LOG.info("the audit log is signed by {}", key.blob());
            AuditLog log = new AuditLog(writer, new Room(folder, bounds.minFree()), clock);
            findings.forEach(log::note);
            return log;
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
        if (!queue.offer(new Waiting(event, clock.instant(), Optional.empty()))) {
            overflow.incrementAndGet();
        }
    }

    /** Takes an event; waits where thousands are waiting. Not for threads that serve more than one session. */
    public void keep(AuditEvent event) {
        try {
            if (!queue.offer(
                    new Waiting(event, clock.instant(), Optional.empty()),
                    LAST_WORDS.toMillis(),
                    TimeUnit.MILLISECONDS)) {
                overflow.incrementAndGet();
            }
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            note(event);
        }
    }

    /**
     * Takes an event and waits until it is on disk.
     *
     * @throws IOException when it is not there, or there is less room than what other events may need
     */
    public void commit(AuditEvent event) throws IOException, InterruptedException {
        room.check();
        CompletableFuture<Void> onDisk = new CompletableFuture<>();
        queue.put(new Waiting(event, clock.instant(), Optional.of(onDisk)));
        if (closed) {
            throw new IOException("the audit log is closed");
        }
        try {
            onDisk.get();
        } catch (ExecutionException failed) {
            throw new IOException("the audit log cannot be written", failed.getCause());
        }
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
                LOG.error("the audit log failed", fault);
                batch.forEach(waiting -> waiting.onDisk.ifPresent(onDisk -> onDisk.completeExceptionally(fault)));
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
        try {
            writer.append(
                    batch.stream()
                            .map(waiting -> new AuditWriter.Timed(waiting.event, waiting.at))
                            .toList(),
                    batch.stream().anyMatch(waiting -> waiting.onDisk.isPresent()));
            batch.forEach(waiting -> waiting.onDisk.ifPresent(onDisk -> onDisk.complete(null)));
        } catch (IOException failed) {
            LOG.error("the audit log cannot be written: {}", String.valueOf(failed.getMessage()));
            long lost =
                    batch.stream().filter(waiting -> waiting.onDisk.isEmpty()).count();
            writer.lose(lost, "they could not be written");
            batch.forEach(waiting -> waiting.onDisk.ifPresent(onDisk -> onDisk.completeExceptionally(failed)));
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
