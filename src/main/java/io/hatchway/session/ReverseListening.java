package io.hatchway.session;

import io.hatchway.access.Grant;
import io.hatchway.container.Container;
import io.hatchway.container.Destination;
import io.hatchway.container.Listening;
import io.hatchway.session.ForwardRefusedException.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A place in a container that listens, each of whose connections becomes a {@link Forward} to the client. */
public final class ReverseListening implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReverseListening.class);
    /** What ends sooner after it was made once more is not made again. */
    private static final Duration STEADY = Duration.ofSeconds(5);

    private final Footing footing;
    private final Destination place;
    private final Again again;
    private final Consumer<ReverseListening> whenClosed;
    private Listening listening;
    private long renewed = System.nanoTime() - STEADY.toNanos();
    private boolean closed;

    /** Listens at the same place once more. */
    interface Again {
        Listening listen() throws ForwardRefusedException;
    }

    ReverseListening(
            Footing footing,
            Destination place,
            Listening listening,
            Again again,
            Consumer<ReverseListening> whenClosed) {
        this.footing = footing;
        this.place = place;
        this.listening = listening;
        this.again = again;
        this.whenClosed = whenClosed;
    }

    public Grant grant() {
        return footing.grant();
    }

    public Container container() {
        return footing.container();
    }

    /** Where it listens; the real port where any was asked for. */
    public Destination place() {
        return place;
    }

    /** The port it listens on; 0 for a socket. */
    public int port() {
        return place instanceof Destination.Port(String host, int port) ? port : 0;
    }

    Footing footing() {
        return footing;
    }

    /**
     * Blocks for the next connection of a program's. What listened may have ended by itself, as a program that was killed
     * in the container does; then it is made once more.
     *
     * @return empty once it is closed
     * @throws ForwardRefusedException when it has ended by itself and cannot be made again
     */
    public Optional<Listening.Accepted> accept() throws ForwardRefusedException {
        while (true) {
            Listening now = now();
            try {
                return Optional.of(now.accept());
            } catch (IOException ended) {
                LOG.debug("nothing listens at {} any more", place, ended);
            }
            if (isClosed() || !renew()) {
                return Optional.empty();
            }
        }
    }

    private synchronized Listening now() {
        return listening;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** False where it was closed meanwhile. */
    private boolean renew() throws ForwardRefusedException {
        now().close();
        if (Duration.ofNanos(System.nanoTime() - renewed).compareTo(STEADY) < 0) {
            throw new ForwardRefusedException(
                    Reason.UNREACHABLE, "What listens at " + place + " for you ends as soon as it has begun.");
        }
        Listening next = again.listen();
        synchronized (this) {
            if (!closed) {
                listening = next;
                renewed = System.nanoTime();
                LOG.info("{} of {} is listened at again", place, container().name());
                return true;
            }
        }
        next.close();
        return false;
    }

    /** Connections that stand go on. Doing so twice is harmless. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        now().close();
        whenClosed.accept(this);
    }
}
