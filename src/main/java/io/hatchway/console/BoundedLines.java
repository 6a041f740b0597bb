package io.hatchway.console;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A client's input that ends inside the first line longer than anybody types: lines are kept whole in memory. */
final class BoundedLines extends FilterInputStream {
    /** In bytes, the line's end not included. */
    static final int LONGEST = 64 * 1024;

    private static final byte INTERRUPT = 3;

    private final int longest;
    private int length;
    private volatile boolean exceeded;

    BoundedLines(InputStream in) {
        this(in, LONGEST);
    }

    BoundedLines(InputStream in, int longest) {
        super(in);
        this.longest = longest;
    }

    /** Whether it ended because of a line that is too long. */
    boolean exceeded() {
        return exceeded;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int room) throws IOException {
        if (exceeded) {
            return -1;
        }
        int count = in.read(into, offset, room);
        for (int at = offset; at < offset + count; at++) {
            boolean ends = into[at] == '\n' || into[at] == '\r' || into[at] == INTERRUPT;
            length = ends ? 0 : length + 1;
            if (length > longest) {
                exceeded = true;
                return -1;
            }
        }
        return count;
    }
}
