package io.hatchway.container;

import java.io.IOException;

/** A place in a container that listens, for connections that lead out of it. Closing it ends its {@link #accept}. */
public interface Listening extends AutoCloseable {

    /** The port it listens on; 0 for a socket. */
    int port();

    /**
     * Blocks for the next connection; the caller closes it.
     *
     * @throws IOException when it listens no more, because it was closed or has ended by itself
     */
    Accepted accept() throws IOException;

    /** Ends it, and removes what it made; connections that stand go on. */
    @Override
    void close();

    /**
     * A connection a program in the container has made.
     *
     * @param port the port it comes from; 0 at a socket
     */
    record Accepted(Duplex connection, int port) {}
}
