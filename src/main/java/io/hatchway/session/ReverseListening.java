package io.hatchway.session;

import io.hatchway.access.Grant;
import io.hatchway.container.Container;
import io.hatchway.container.Destination;
import io.hatchway.container.Listening;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** A place in a container that listens, each of whose connections becomes a {@link Forward} to the client. */
public final class ReverseListening implements AutoCloseable {
    private final Container container;
    private final Destination place;
    private final Listening listening;
    private final Function<Grant, Optional<String>> objection;
    private final Consumer<ReverseListening> whenClosed;
    private volatile Grant grant;
    private boolean closed;

    ReverseListening(
            Grant grant,
            Container container,
            Destination place,
            Listening listening,
            Function<Grant, Optional<String>> objection,
            Consumer<ReverseListening> whenClosed) {
        this.grant = grant;
        this.container = container;
        this.place = place;
        this.listening = listening;
        this.objection = objection;
        this.whenClosed = whenClosed;
    }

    public Grant grant() {
        return grant;
    }

    public Container container() {
        return container;
    }

    /** Where it listens; the real port where any was asked for. */
    public Destination place() {
        return place;
    }

    /** The port it listens on; 0 for a socket. */
    public int port() {
        return listening.port();
    }

    Function<Grant, Optional<String>> objection() {
        return objection;
    }

    void renew(Grant renewed) {
        grant = renewed;
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
