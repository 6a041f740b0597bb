package io.hatchway.docker;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what many threads have to say to one stream, on a thread of its own: where one of theirs is interrupted while it
 * writes to a channel, the channel is closed for all of them.
 */
final class Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    /** What waits beyond this makes those wait who can. */
    private static final int ROOM = 1 << 20;
    /** What cannot wait is small: where so much of it has gathered, nobody listens any more. */
    private static final int MOST = 8 << 20;

    private final OutputStream stream;
    private final Runnable whenBroken;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private int size;
    private boolean closed;

    /** @param whenBroken run once, when the stream takes no more; must not wait for the stream */
    Outbox(OutputStream stream, Runnable whenBroken) {
        this.stream = stream;
        this.whenBroken = whenBroken;
        Thread.ofVirtual().name("relay-outbox").start(this::write);
    }

    /** Sends in its turn; never waits. */
    void offer(byte[] frame) throws IOException {
        boolean isTooMuch;
        lock.lock();
        try {
            isTooMuch = size > MOST;
            add(frame);
        } finally {
            lock.unlock();
        }
        if (isTooMuch) {
            whenBroken.run();
        }
    }

    /** The same, once there is room. */
    void put(byte[] frame) throws IOException {
        lock.lock();
        try {
            while (size >= ROOM && !closed) {
                changed.await();
            }
            add(frame);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a relay");
        } finally {
            lock.unlock();
        }
    }

    private void add(byte[] frame) throws IOException {
        if (closed) {
            throw new IOException("the relay has ended");
        }
        waiting.add(frame);
        size += frame.length;
        changed.signalAll();
    }

    /** What waits is dropped; nothing more is taken. */
    void close() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void write() {
        try {
            for (byte[] next = next(0); next.length > 0; next = next(next.length)) {
                stream.write(next);
            }
        } catch (IOException | RuntimeException broken) {
            LOG.debug("a relay takes no more", broken);
            close();
            whenBroken.run();
        } catch (InterruptedException nobodyDoes) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the next frame; an empty one when there will be none. */
    private byte[] next(int written) throws InterruptedException {
        lock.lock();
        try {
            size -= written;
            changed.signalAll();
            while (waiting.isEmpty() && !closed) {
                changed.await();
            }
            return closed ? new byte[0] : waiting.remove();
        } finally {
            lock.unlock();
        }
    }
}
