package io.hatchway.docker;

import io.hatchway.container.Program.OutputRejectedException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;

/**
 * The hijacked stream of one exec (engine API, {@code POST /exec/ID/start}): stdin one way, output the other.
 *
 * <p>It begins only after the engine's 101 was read: what is sent earlier can be lost. Without a terminal the output
 * comes in frames of 8 bytes header (stream, three zeros, length in network order) and payload; with one it is raw.
 */
final class ExecStream implements Closeable {
    /** Idle sessions hold the small buffer; a full read trades it for the large one, many small ones trade it back. */
    private static final int IDLE_BUFFER = 4 * 1024;

    private static final int BUSY_BUFFER = 128 * 1024;
    private static final int SMALL_READS_TO_SHRINK = 16;
    private static final int FRAME_HEADER = 8;

    private final Connection connection;
    private final boolean framed;
    private ByteBuffer buffer;
    private int smallReads;

    /** Takes over an exchange the engine has upgraded. */
    ExecStream(HttpExchange upgraded, boolean framed) {
        this(upgraded.connection(), upgraded.buffered(), framed);
    }

    /** @param early what was read of it already */
    ExecStream(Connection connection, ByteBuffer early, boolean framed) {
        this.connection = connection;
        this.framed = framed;
        this.buffer = ByteBuffer.allocate(Math.max(IDLE_BUFFER, early.remaining()))
                .put(early)
                .flip();
    }

    /** Copies the output until the engine ends it. */
    void copyTo(OutputStream stdout, OutputStream stderr) throws IOException {
        if (framed) {
            copyFrames(stdout, stderr);
        } else {
            while (fill()) {
                deliver(stdout, buffer.remaining());
            }
        }
    }

    /** Stdin; closing it half-closes the connection. Not buffered: callers write what they have. */
    OutputStream input() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                connection.write(ByteBuffer.wrap(bytes, offset, length));
            }

            @Override
            public void close() throws IOException {
                connection.finishOutput();
            }
        };
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }

    private void copyFrames(OutputStream stdout, OutputStream stderr) throws IOException {
        while (fill()) {
            while (buffer.remaining() < FRAME_HEADER) {
                more();
            }
            OutputStream sink = switch (buffer.getInt()) {
                case 1 << 24 -> stdout;
                case 2 << 24 -> stderr;
                default -> throw new ProtocolException("not a frame of stdout or stderr");
            };
            long left = Integer.toUnsignedLong(buffer.getInt());
            while (left > 0) {
                if (!fill()) {
                    throw new EOFException("the engine's stream ended within a frame");
                }
                left -= deliver(sink, (int) Math.min(left, buffer.remaining()));
            }
        }
    }

    private int deliver(OutputStream sink, int length) throws IOException {
        try {
            sink.write(buffer.array(), buffer.position(), length);
        } catch (IOException rejected) {
            throw new OutputRejectedException(rejected);
        }
        buffer.position(buffer.position() + length);
        return length;
    }

    int bufferSize() {
        return buffer.capacity();
    }

    /** Makes sure that a byte is buffered; false at the stream's end. */
    private boolean fill() throws IOException {
        if (buffer.hasRemaining()) {
            return true;
        }
        if (buffer.limit() == buffer.capacity() && buffer.capacity() < BUSY_BUFFER) {
            buffer = ByteBuffer.allocate(BUSY_BUFFER);
        } else if (smallReads >= SMALL_READS_TO_SHRINK && buffer.capacity() > IDLE_BUFFER) {
            buffer = ByteBuffer.allocate(IDLE_BUFFER);
        }
        buffer.clear();
        int count = connection.read(buffer);
        buffer.flip();
        smallReads = count < IDLE_BUFFER ? smallReads + 1 : 0;
        return count > 0;
    }

    /** Adds to what is buffered: a frame's header may come in pieces. */
    private void more() throws IOException {
        buffer.compact();
        int count = connection.read(buffer);
        buffer.flip();
        if (count < 0) {
            throw new EOFException("the engine's stream ended within a frame");
        }
    }
}
