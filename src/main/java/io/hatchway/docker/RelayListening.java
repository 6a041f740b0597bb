package io.hatchway.docker;

import io.hatchway.container.Listening;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.util.ArrayDeque;
import java.util.Deque;

/** A port or socket a relay has made. */
final class RelayListening implements Listening {
    /** Connections that nobody has taken yet; more are turned away. */
    private static final int MOST_WAITING = 256;

    private final Relay relay;
    private final int id;
    private final int port;
    private final Deque<Accepted> waiting = new ArrayDeque<>();
    private boolean closed;

    RelayListening(Relay relay, int id, int port) {
        this.relay = relay;
        this.id = id;
        this.port = port;
    }

    @Override
    public int port() {
        return port;
    }

    /** Takes a connection; false where there are too many. Never blocks. */
    synchronized boolean offer(Accepted accepted) {
        if (closed || waiting.size() >= MOST_WAITING) {
            return false;
        }
        waiting.add(accepted);
        notifyAll();
        return true;
    }

    @Override
    public synchronized Accepted accept() throws IOException {
        try {
            while (waiting.isEmpty() && !closed) {
                wait();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a connection");
        }
        Accepted next = waiting.poll();
        if (next == null) {
            throw new SocketException("nobody listens any more");
        }
        return next;
    }

    /** The relay has ended. */
    synchronized void breakOff() {
        closed = true;
        notifyAll();
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            notifyAll();
        }
        relay.stopListening(id);
        waiting.forEach(accepted -> accepted.connection().close());
    }
}
