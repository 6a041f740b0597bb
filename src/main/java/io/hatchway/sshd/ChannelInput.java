package io.hatchway.sshd;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import org.apache.sshd.common.channel.LocalWindow;

/**
 * What a client sent on a channel and nobody has read yet: a ring between the thread that receives and the one that
 * reads.
 *
 * <p>Never holds more than the channel's window, because the window is given back only as the ring is read. It starts
 * small, grows as needed, and a large one that stays empty for a second is dropped, so an idle session costs next to nothing. The reader is
 * woken only when it sleeps and takes all there is: waking it for each packet halves the throughput of uploads.
 */
final class ChannelInput extends InputStream {
    private static final int SMALL = 1024;
    private static final int LARGE = 64 * 1024;
    private static final long PAUSE_MILLIS = 1000;

    private final LocalWindow window;
    private byte[] ring = new byte[SMALL];
    private int head;
    private int size;
    private boolean waiting;
    private boolean ended;
    private boolean discarding;

    ChannelInput(LocalWindow window) {
        this.window = window;
    }

    /** Takes what arrived; never blocks. */
    void receive(byte[] data, int offset, int length) throws IOException {
        synchronized (this) {
            if (!discarding) {
                put(data, offset, length);
                wakeReader();
                return;
            }
        }
        window.release(length);
    }

    /** The client sends no more. */
    synchronized void end() {
        ended = true;
        wakeReader();
    }

    /** Nobody reads any more: what is here and what still comes is dropped, and the client's window kept open. */
    void discard() throws IOException {
        int dropped;
        synchronized (this) {
            discarding = true;
            ended = true;
            dropped = size;
            size = 0;
            ring = new byte[0];
            wakeReader();
        }
        window.release(dropped);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count;
        synchronized (this) {
            while (size == 0 && !ended) {
                waiting = true;
                try {
                    // Not at once: a busy upload empties the ring all the time.
                    wait(ring.length > LARGE ? PAUSE_MILLIS : 0);
                    if (size == 0 && ring.length > LARGE) {
                        ring = new byte[SMALL];
                    }
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("interrupted while waiting for input");
                }
            }
            if (size == 0) {
                return -1;
            }
            count = take(into, offset, length);
        }
        window.release(count);
        return count;
    }

    @Override
    public synchronized int available() {
        return size;
    }

    private void wakeReader() {
        if (waiting) {
            waiting = false;
            notifyAll();
        }
    }

    private void put(byte[] data, int offset, int length) {
        if (size + length > ring.length) {
            grow(size + length);
        }
        int tail = (head + size) % ring.length;
        int first = Math.min(length, ring.length - tail);
        System.arraycopy(data, offset, ring, tail, first);
        System.arraycopy(data, offset + first, ring, 0, length - first);
        size += length;
    }

    private void grow(int needed) {
        byte[] larger = new byte[Integer.highestOneBit(needed - 1) << 1];
        int held = size;
        take(larger, 0, held);
        ring = larger;
        head = 0;
        size = held;
    }

    private int take(byte[] into, int offset, int length) {
        int count = Math.min(size, length);
        int first = Math.min(count, ring.length - head);
        System.arraycopy(ring, head, into, offset, first);
        System.arraycopy(ring, 0, into, offset + first, count - first);
        size -= count;
        head = size == 0 ? 0 : (head + count) % ring.length;
        return count;
    }
}
