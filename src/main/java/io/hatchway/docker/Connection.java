package io.hatchway.docker;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A byte stream to an engine. One thread may read while another writes; interrupting either closes the connection.
 */
interface Connection extends Closeable {

    /** Blocks for at least one byte; -1 at the end. */
    int read(ByteBuffer into) throws IOException;

    /** Writes all that remains in the buffer. */
    void write(ByteBuffer from) throws IOException;

    /** Ends our half: the engine sees the end of our data and may go on sending. */
    void finishOutput() throws IOException;
}
