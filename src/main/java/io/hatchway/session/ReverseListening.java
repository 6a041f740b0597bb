package io.hatchway.session;

import io.hatchway.access.Grant;
import io.hatchway.container.Container;
import io.hatchway.container.Destination;
import io.hatchway.container.Listening;
import java.io.IOException;
import java.util.function.Consumer;

/** A place in a container that listens, each of whose connections becomes a {@link Forward} to the client. */
public final class ReverseListening implements AutoCloseable {
    private final Footing footing;
    private final Destination place;
    private final Listening listening;
    private final Consumer<ReverseListening> whenClosed;
    private boolean closed;

    ReverseListening(Footing footing, Destination place, Listening listening, Consumer<ReverseListening> whenClosed) {
        this.footing = footing;
        this.place = place;
        this.listening = listening;
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
        return listening.port();
    }

    Footing footing() {
        return footing;
    }

    /** Blocks for the next connection of a program's. */
    public Listening.Accepted accept() throws IOException {
        return listening.accept();
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
        listening.close();
        whenClosed.accept(this);
    }
}
