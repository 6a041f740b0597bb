package io.hatchway.session;

import io.hatchway.access.Grant;
import io.hatchway.container.Container;
import io.hatchway.container.Destination;
import io.hatchway.container.Duplex;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One connection that a client has through the gateway to a place in a container's network, or the other way around. */
public final class Forward implements Duplex {
    private final Connection connection;
    private final Footing footing;
    private final Direction direction;
    private final Destination place;
    private final Duplex stream;
    private final long openedAt = System.nanoTime();
    private final AtomicLong toContainer = new AtomicLong();
    private final AtomicLong toClient = new AtomicLong();
    private final Consumer<Forward> whenClosed;
    private volatile boolean onRecord;
    private @Nullable Ending ending;
    private boolean closed;

    /** Who opens the connection. */
    public enum Direction {
        /** The client: {@code ssh -L} and {@code -D}. */
        TO_CONTAINER,
        /** A program in the container: {@code ssh -R}. */
        TO_CLIENT
    }

    Forward(
            Connection connection,
            Footing footing,
            Direction direction,
            Destination place,
            Duplex stream,
            Consumer<Forward> whenClosed) {
        this.connection = connection;
        this.footing = footing;
        this.direction = direction;
        this.place = place;
        this.stream = stream;
        this.whenClosed = whenClosed;
    }

    /** The connection it belongs to. */
    public Connection connection() {
        return connection;
    }

    public Grant grant() {
        return footing.grant();
    }

    public Container container() {
        return footing.container();
    }

    public Direction direction() {
        return direction;
    }

    /** Where it leads; what a program in the container connected to, where it leads to the client. */
    public Destination place() {
        return place;
    }

    public Duration age() {
        return Duration.ofNanos(System.nanoTime() - openedAt);
    }

    /** Bytes the client sent that the container's side took. */
    public long bytesToContainer() {
        return toContainer.get();
    }

    /** Bytes the container's side sent that were read. */
    public long bytesToClient() {
        return toClient.get();
    }

    /** Why it was told to end, if it was. */
    public synchronized Optional<Ending> ending() {
        return Optional.ofNullable(ending);
    }

    /** Tells it to end; the first reason counts. */
    public void end(Ending reason) {
        synchronized (this) {
            if (ending == null && !closed) {
                ending = reason;
            }
        }
        stream.close();
    }

    Footing footing() {
        return footing;
    }

    /** Whether its beginning is on record. */
    boolean isOnRecord() {
        return onRecord;
    }

    void putOnRecord() {
        onRecord = true;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = stream.read(into, offset, length);
        if (count > 0) {
            toClient.addAndGet(count);
        }
        return count;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        stream.write(bytes, offset, length);
        toContainer.addAndGet(length);
    }

    @Override
    public void finish() throws IOException {
        stream.finish();
    }

    /** Doing so twice is harmless. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        stream.close();
        whenClosed.accept(this);
    }
}
