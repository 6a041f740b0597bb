package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;

/**
 * Reads the frames of a relay as its bytes come: a greeting, then each a letter, a number and a length, then so many
 * bytes.
 */
final class Frames extends OutputStream {
    /** A letter, a connection's number, a length. */
    static final int HEAD = 9;

    /** The longest a relay has reason to send. */
    private static final int LONGEST = 128 * 1024;

    private static final int MOST_WORDS = 2048;
    private static final byte[] GREETING = "hatchway-relay 1\n".getBytes(ISO_8859_1);

    private final Runnable greeted;
    private final Sink sink;
    private final ByteArrayOutputStream words = new ByteArrayOutputStream();
    private final ByteBuffer head = ByteBuffer.allocate(HEAD);
    private int greetingAt;
    private byte[] payload = new byte[0];
    private int filled;

    /** Takes whole frames. */
    interface Sink {
        void take(char type, int id, byte[] payload) throws IOException;
    }

    Frames(Runnable greeted, Sink sink) {
        this.greeted = greeted;
        this.sink = sink;
    }

    /** Where what is said on stderr goes: its beginning is kept. */
    OutputStream complaints() {
        return new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                keep(bytes, offset, length);
            }
        };
    }

    /** The beginning of what was said that is no frame. */
    synchronized String firstWords() {
        return words.toString(ISO_8859_1).strip();
    }

    private synchronized void keep(byte[] bytes, int offset, int length) {
        words.write(bytes, offset, Math.min(length, MOST_WORDS - words.size()));
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int at = offset;
        int end = offset + length;
        while (greetingAt < GREETING.length && at < end) {
            if (bytes[at] != GREETING[greetingAt]) {
                keep(GREETING, 0, greetingAt);
                keep(bytes, at, end - at);
                throw new ProtocolException("this is no relay");
            }
            at++;
            if (++greetingAt == GREETING.length) {
                greeted.run();
            }
        }
        while (at < end) {
            if (head.hasRemaining()) {
                int count = Math.min(head.remaining(), end - at);
                head.put(bytes, at, count);
                at += count;
                if (head.hasRemaining()) {
                    return;
                }
                int announced = head.getInt(5);
                if (announced < 0 || announced > LONGEST) {
                    throw new ProtocolException("a frame of an impossible length");
                }
                payload = new byte[announced];
                filled = 0;
            }
            int count = Math.min(payload.length - filled, end - at);
            System.arraycopy(bytes, at, payload, filled, count);
            filled += count;
            at += count;
            if (filled == payload.length) {
                byte[] whole = payload;
                payload = new byte[0];
                head.clear();
                sink.take((char) (head.get(0) & 0xff), head.getInt(1), whole);
            }
        }
    }
}
