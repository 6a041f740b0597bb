package io.hatchway.audit;

import io.hatchway.container.Size;
import io.hatchway.session.Exit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes on a thread of its own: the session never waits for the disk. Of what the disk cannot keep up with, a fixed
 * amount waits; more is left out, and the recording says how much.
 */
final class BestEffortTape implements Tape {
    private static final Logger LOG = LoggerFactory.getLogger(BestEffortTape.class);
    private static final int MOST_WAITING = 1 << 20;
    /** Beside its bytes, what something waiting costs: a program may write one byte at a time. */
    private static final int COST = 64;

    private static final long SAME_MOMENT_MICROS = 10_000;
    private static final int LONGEST_EVENT = 64 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private sealed interface Part {}

    private record Output(long at, ByteBuffer bytes) implements Part {}

    private record Resize(long at, Size size) implements Part {}

    private record Gap(long at, long bytes) implements Part {}

    private final String session;
    private final CastFile cast;
    private final Thread worker;
    private final Deque<Part> parts = new ArrayDeque<>();
    private int waiting;
    private long gap;
    private final LatestSize size = new LatestSize();
    private boolean complete = true;
    private boolean ending;
    private boolean finished;
    private @Nullable Exit abandoned;

    BestEffortTape(String session, CastFile cast) {
        this.session = session;
        this.cast = cast;
        this.worker = Thread.ofVirtual().name("recording " + session).start(this::work);
    }

    @Override
    public String file() {
        return cast.name();
    }

    @Override
    public synchronized void output(byte[] bytes, int offset, int length) {
        if (waiting + length + COST > MOST_WAITING) {
            gap += length;
            return;
        }
        closeGap();
        addSize();
        add(new Output(cast.now(), ByteBuffer.wrap(Arrays.copyOfRange(bytes, offset, offset + length))), length + COST);
    }

    @Override
    public void resize(Size changed) {
        size.set(cast.now(), changed);
    }

    private void addSize() {
        size.take().ifPresent(changed -> add(new Resize(changed.at(), changed.size()), COST));
    }

    private void closeGap() {
        if (gap > 0) {
            add(new Gap(cast.now(), gap), COST);
            gap = 0;
        }
    }

    private void add(Part part, int cost) {
        parts.add(part);
        waiting += cost;
        notifyAll();
    }

    private void work() {
        try {
            writeAll();
        } catch (InterruptedException | IOException | RuntimeException failed) {
            LOG.warn("session {} goes on without its recording: {}", session, failed.toString());
            leaveOut();
        } finally {
            Exit late;
            synchronized (this) {
                finished = true;
                late = abandoned;
            }
            if (late != null) {
                cast.end(late, false);
            }
        }
    }

    private void writeAll() throws InterruptedException, IOException {
        while (true) {
            Part part;
            synchronized (this) {
                while (parts.isEmpty() && !ending) {
                    wait();
                }
                if (parts.isEmpty()) {
                    return;
                }
                part = next(parts.remove());
            }
            write(part);
        }
    }

    /** Output that waits and came at about the same time is one event: a program may write byte by byte. */
    private Part next(Part part) {
        if (!(part instanceof Output(long at, ByteBuffer first)) || !follows(at)) {
            return part;
        }
        ByteArrayOutputStream together = new ByteArrayOutputStream();
        put(together, first);
        while (together.size() < LONGEST_EVENT
                && follows(at)
                && parts.remove() instanceof Output(long later, var more)) {
            put(together, more);
            waiting -= COST;
        }
        return new Output(at, ByteBuffer.wrap(together.toByteArray()));
    }

    private static void put(ByteArrayOutputStream to, ByteBuffer from) {
        byte[] bytes = new byte[from.remaining()];
        from.get(bytes);
        to.writeBytes(bytes);
    }

    private boolean follows(long at) {
        return parts.peek() instanceof Output(long later, var more) && later - at < SAME_MOMENT_MICROS;
    }

    private void write(Part part) throws IOException {
        int cost = COST;
        switch (part) {
            case Output(long at, ByteBuffer bytes) -> {
                cast.output(at, bytes.duplicate());
                cost += bytes.capacity();
            }
            case Resize(long at, Size size) -> cast.resize(at, size);
            case Gap(long at, long bytes) -> {
                complete = false;
                cast.gap(at, bytes);
            }
        }
        synchronized (this) {
            waiting -= cost;
        }
    }

    /** Nothing is written any more, so nothing waits. */
    private synchronized void leaveOut() {
        complete = false;
        parts.clear();
        waiting = MOST_WAITING;
    }

    @Override
    public FinishedRecording end(Exit exit) {
        synchronized (this) {
            closeGap();
            if (waiting + COST <= MOST_WAITING) {
                addSize();
            }
            ending = true;
            notifyAll();
        }
        boolean joined = false;
        try {
            joined = worker.join(PATIENCE);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
        return joined || !abandon(exit)
                ? cast.end(exit, complete)
                : new FinishedRecording(cast.name(), Optional.empty(), false);
    }

    /** Leaves the file to the worker, which may hang in a write for as long as the disk does. */
    private synchronized boolean abandon(Exit exit) {
        if (!finished) {
            LOG.warn("the recording of session {} lacks its end: it cannot be written fast enough", session);
            leaveOut();
            abandoned = exit;
        }
        return !finished;
    }
}
