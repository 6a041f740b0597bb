package io.hatchway.container;

import java.io.IOException;

/**
 * A connection to a place in a container's network: bytes both ways, and each way ends on its own. One thread reads while
 * another writes; closing it, from any thread, ends both with an {@link IOException}.
 */
public interface Duplex extends AutoCloseable {

    /** Blocks for at least one byte; -1 when the other side sends no more. */
    int read(byte[] into, int offset, int length) throws IOException;

    /** Blocks until the other side, or what lies between, has taken all of it. */
    void write(byte[] bytes, int offset, int length) throws IOException;

    /** Nothing more will be written; the other side may go on sending. */
    void finish() throws IOException;

    @Override
    void close();
}
