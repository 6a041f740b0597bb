package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hatchway.container.Duplex;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a {@link Relay}. Holds at most a window of what nobody has read yet; the window starts small, and grows
 * while its reader is faster than the relay and all lanes together have room.
 */
final class Lane implements Duplex {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final int SMALL = 1 << 16;
    private static final int LARGE = 1 << 20;
    /** What the relay takes before it says that it has passed it on. */
    private static final int THEIRS = 1 << 19;

    /** What larger windows of all lanes together may add. */
    private static final Semaphore ROOM = new Semaphore(64 << 20);

    private static final int LONGEST = 1 << 16;

    private final Relay relay;
    private final int id;
    private final CompletableFuture<byte[]> answer = new CompletableFuture<>();
    private final Deque<ByteBuffer> received = new ArrayDeque<>();
    private long held;
    private long unacknowledged;
    private int window = SMALL;
    private long credit = THEIRS;
    private boolean ended;
    private boolean finished;
    private boolean unheard;
    private boolean broken;

    Lane(Relay relay, int id) {
        this.relay = relay;
        this.id = id;
    }

    int id() {
        return id;
    }

    /** What the relay says to what opened this. */
    CompletableFuture<byte[]> answer() {
        return answer;
    }

    /** Takes what the relay says of this connection; never blocks. */
    void hear(char type, byte[] payload) throws IOException {
        switch (type) {
            case 'O', 'A' -> answer.complete(payload);
            case 'F' -> answer.completeExceptionally(new IOException(new String(payload, UTF_8)));
            case 'D' -> receive(payload);
            case 'E' -> end();
            case 'W' -> grant(payload);
            case 'B' -> stopListening();
            case 'X' -> breakOff();
            default -> throw new ProtocolException("a frame of an unknown kind");
        }
    }

    private synchronized void receive(byte[] data) throws IOException {
        if (broken) {
            return;
        }
        if (data.length == 0 || held + data.length > window || ended) {
            throw new ProtocolException("no data, or more than the window takes");
        }
        held += data.length;
        received.add(ByteBuffer.wrap(data));
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    private synchronized void grant(byte[] payload) throws IOException {
        long more = payload.length == Integer.BYTES ? ByteBuffer.wrap(payload).getInt() : -1;
        if (more < 0 || credit + more > THEIRS) {
            throw new ProtocolException("a window that was never used up");
        }
        credit += more;
        notifyAll();
    }

    private synchronized void stopListening() {
        unheard = true;
        notifyAll();
    }

    /** The connection is no more. */
    void breakOff() {
        answer.completeExceptionally(new EOFException("the way into the container's network was lost"));
        synchronized (this) {
            broken = true;
            giveBack();
            notifyAll();
        }
        relay.forget(this);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count;
        long passedOn = 0;
        synchronized (this) {
            try {
                while (received.isEmpty() && !ended && !broken) {
                    wait();
                }
            } catch (InterruptedException interrupted) {
                throw interruption();
            }
            ByteBuffer first = received.peek();
            if (first == null) {
                if (broken) {
                    throw new SocketException("the connection broke off");
                }
                return -1;
            }
            count = Math.min(length, first.remaining());
            first.get(into, offset, count);
            if (!first.hasRemaining()) {
                received.remove();
            }
            held -= count;
            unacknowledged += count;
            if (unacknowledged >= window / 2) {
                passedOn = unacknowledged + wider();
                unacknowledged = 0;
            }
        }
        if (passedOn > 0) {
            relay.send(
                    'W',
                    id,
                    ByteBuffer.allocate(Integer.BYTES).putInt((int) passedOn).array());
        }
        return count;
    }

    private int wider() {
        boolean waits = held == 0 && !ended && !broken;
        if (!waits || window >= LARGE || !ROOM.tryAcquire(window)) {
            return 0;
        }
        int more = window;
        window += more;
        return more;
    }

    /** Gives back what its window has taken of everybody's room. */
    private void giveBack() {
        ROOM.release(window - SMALL);
        window = SMALL;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int sent = 0;
        while (sent < length) {
            int count;
            synchronized (this) {
                try {
                    while (credit == 0 && !unheard && !broken) {
                        wait();
                    }
                } catch (InterruptedException interrupted) {
                    throw interruption();
                }
                if (unheard || broken || finished) {
                    throw new SocketException("the other side takes no more");
                }
                count = (int) Math.min(Math.min(credit, LONGEST), length - sent);
                credit -= count;
            }
            relay.send('D', id, bytes, offset + sent, count);
            sent += count;
        }
    }

    private static InterruptedIOException interruption() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while waiting for a container");
    }

    @Override
    public void finish() throws IOException {
        synchronized (this) {
            if (finished || broken) {
                return;
            }
            finished = true;
        }
        relay.send('E', id, new byte[0]);
    }

    @Override
    public void close() {
        boolean bothEnded;
        synchronized (this) {
            if (broken) {
                return;
            }
            bothEnded = ended && finished;
            broken = true;
            received.clear();
            giveBack();
            notifyAll();
        }
        relay.forget(this);
        try {
            if (!bothEnded && relay.works()) {
                relay.send('X', id, new byte[0]);
            }
        } catch (IOException relayGone) {
            LOG.debug("a relay was not told of a connection's end", relayGone);
        }
    }
}
