package io.hatchway.session;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** How much has gone between a session and its client, and when last. Safe for use by several threads. */
final class Traffic {
    private final AtomicLong bytesIn = new AtomicLong();
    private final AtomicLong bytesOut = new AtomicLong();
    private volatile long activeAt = System.nanoTime();

    /** Counts what is read. */
    InputStream counted(InputStream in) {
        return new CountedInput(in);
    }

    /** Counts what is written. */
    OutputStream counted(OutputStream out) {
        return new CountedOutput(out);
    }

    /** Something else went on than bytes. */
    void touch() {
        activeAt = System.nanoTime();
    }

    long bytesIn() {
        return bytesIn.get();
    }

    long bytesOut() {
        return bytesOut.get();
    }

    Duration idle() {
        return Duration.ofNanos(System.nanoTime() - activeAt);
    }

    private final class CountedInput extends FilterInputStream {
        CountedInput(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = in.read(into, offset, length);
            touch();
            if (count > 0) {
                bytesIn.addAndGet(count);
            }
            return count;
        }
    }

    private final class CountedOutput extends FilterOutputStream {
        CountedOutput(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            touch();
            out.write(bytes, offset, length);
            bytesOut.addAndGet(length);
        }
    }
}
