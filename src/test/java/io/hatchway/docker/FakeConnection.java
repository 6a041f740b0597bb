package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/** A connection to an engine that says what it was told to, in the pieces it was told to. */
final class FakeConnection implements Connection {
    private final Deque<ByteBuffer> pieces = new ArrayDeque<>();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    boolean outputFinished;
    boolean closed;

    static FakeConnection saying(String... pieces) {
        byte[][] bytes = new byte[pieces.length][];
        for (int i = 0; i < pieces.length; i++) {
            bytes[i] = pieces[i].getBytes(ISO_8859_1);
        }
        return saying(bytes);
    }

    static FakeConnection saying(byte[]... pieces) {
        FakeConnection connection = new FakeConnection();
        for (byte[] piece : pieces) {
            if (piece.length > 0) {
                connection.pieces.add(ByteBuffer.wrap(piece));
            }
        }
        return connection;
    }

    /** The text cut in two. */
    static FakeConnection cutAt(int cut, String text) {
        return saying(text.substring(0, cut), text.substring(cut));
    }

    String written() {
        return written.toString(ISO_8859_1);
    }

    @Override
    public int read(ByteBuffer into) {
        ByteBuffer piece = pieces.peek();
        if (piece == null) {
            return -1;
        }
        int count = Math.min(into.remaining(), piece.remaining());
        into.put(piece.slice().limit(count));
        piece.position(piece.position() + count);
        if (!piece.hasRemaining()) {
            pieces.remove();
        }
        return count;
    }

    @Override
    public void write(ByteBuffer from) {
        byte[] bytes = new byte[from.remaining()];
        from.get(bytes);
        written.writeBytes(bytes);
    }

    @Override
    public void finishOutput() {
        outputFinished = true;
    }

    @Override
    public void close() {
        closed = true;
    }
}
