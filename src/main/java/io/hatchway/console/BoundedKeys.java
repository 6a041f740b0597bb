package io.hatchway.console;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * What a person types, which ends where more is typed for one line than anybody does: a line is kept whole in memory, and
 * a paste or an open quote has line breaks without an end.
 */
final class BoundedKeys extends FilterInputStream {
    /** In bytes. */
    static final int MOST = BoundedLines.LONGEST;

    private long count;
    private boolean exceeded;

    BoundedKeys(InputStream in) {
        super(in);
    }

    /** Begins to count anew: what was typed until now is done with. */
    synchronized void begin() {
        count = 0;
    }

    /** Whether it ended because of that. */
    synchronized boolean exceeded() {
        return exceeded;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int room) throws IOException {
        if (exceeded()) {
            return -1;
        }
        int read = in.read(into, offset, room);
        synchronized (this) {
            count += Math.max(0, read);
            exceeded = count > MOST;
            return exceeded ? -1 : read;
        }
    }
}
