package io.hatchway.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;

/** A program's bytes as lines of text: for what stands behind a bar. A line without end is cut. */
final class TextOutput extends OutputStream {
    private static final int LONGEST = 64 * 1024;

    private final PrintWriter out;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    TextOutput(PrintWriter out) {
        this.out = out;
    }

    @Override
    public synchronized void write(int one) {
        if (one == '\n' || line.size() == LONGEST) {
            out.println(line.toString(UTF_8));
            line.reset();
        }
        if (one != '\n') {
            line.write(one);
        }
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        for (int at = offset; at < offset + length; at++) {
            write(bytes[at]);
        }
    }

    /** The end of what has no line break behind it. */
    @Override
    public synchronized void close() {
        if (line.size() > 0) {
            write('\n');
        }
    }
}
