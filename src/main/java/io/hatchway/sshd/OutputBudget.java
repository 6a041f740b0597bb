package io.hatchway.sshd;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.session.Session;

/**
 * What all connections together may hold of output that is on its way to clients: a client that reads nothing must not
 * fill the heap, however many channels and connections it has.
 *
 * <p>A connection with nothing on its way may always send one packet. So those that do not read, and hold all there is,
 * make others slower and stop nobody; and whoever waits has something on its way whose arrival wakes it.
 */
final class OutputBudget {
    /** The longest packet of output, with what it takes beside its data. */
    static final int PACKET = 33 * 1024;

    static final long CONNECTION = 4L << 20;
    private static final long CHANNEL = 1L << 20;

    private static final AttributeKey<OfConnection> OF = new AttributeKey<>();

    private final long most;
    private final AtomicLong total = new AtomicLong();

    OutputBudget(long most) {
        this.most = most;
    }

    /** The part of a connection, for as long as it stands. */
    OfConnection of(Session connection) {
        return connection.computeAttributeIfAbsent(OF, key -> {
            OfConnection part = new OfConnection();
            connection.addCloseFutureListener(closed -> part.close());
            return part;
        });
    }

    long total() {
        return total.get();
    }

    /** What one connection has on its way. */
    final class OfConnection {
        private long onItsWay;
        private boolean closed;

        /** The part of a new channel. */
        OfChannel channel() {
            return new OfChannel(this);
        }

        private boolean mayTake(long amount) {
            if (onItsWay == 0) {
                total.addAndGet(amount);
            } else if (onItsWay + amount > CONNECTION || !takeOfAll(amount)) {
                return false;
            }
            onItsWay += amount;
            return true;
        }

        private boolean takeOfAll(long amount) {
            if (total.addAndGet(amount) <= most) {
                return true;
            }
            total.addAndGet(-amount);
            return false;
        }

        private void give(long amount) {
            if (!closed) {
                onItsWay -= amount;
                total.addAndGet(-amount);
            }
            notifyAll();
        }

        /** Nothing is on its way any more, and nothing can be again. */
        synchronized void close() {
            if (!closed) {
                closed = true;
                total.addAndGet(-onItsWay);
                onItsWay = 0;
                notifyAll();
            }
        }
    }

    /** What one channel has on its way. */
    static final class OfChannel {
        private final OfConnection connection;
        private long onItsWay;

        private OfChannel(OfConnection connection) {
            this.connection = connection;
        }

        /**
         * Waits until so much may be sent, {@link #PACKET} at most.
         *
         * @throws IOException when the connection is gone
         */
        void take(long amount) throws IOException, InterruptedException {
            synchronized (connection) {
                while (!connection.closed && (onItsWay + amount > CHANNEL || !connection.mayTake(amount))) {
                    connection.wait();
                }
                if (connection.closed) {
                    throw new IOException("the connection is closed");
                }
                onItsWay += amount;
            }
        }

        /** It has been sent, or never will be. */
        void give(long amount) {
            synchronized (connection) {
                onItsWay -= amount;
                connection.give(amount);
            }
        }
    }
}
