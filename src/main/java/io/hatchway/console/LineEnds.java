package io.hatchway.console;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Ends lines as a terminal without a line discipline needs them: with a carriage return before the line feed. */
final class LineEnds extends FilterOutputStream {
    LineEnds(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        byte[] ended = new byte[2 * length];
        int count = 0;
        for (int at = offset; at < offset + length; at++) {
            if (bytes[at] == '\n') {
                ended[count++] = '\r';
            }
            ended[count++] = bytes[at];
        }
        out.write(Arrays.copyOf(ended, count), 0, count);
    }
}
