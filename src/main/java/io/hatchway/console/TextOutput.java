package io.hatchway.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.function.UnaryOperator;

/** A program's bytes as lines of text: for what stands behind a bar. A line without end is cut. */
final class TextOutput extends OutputStream {
    private static final int LONGEST = 64 * 1024;

    private final PrintWriter out;
    private final UnaryOperator<String> fit;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean enough;

    /** @param fit what is done to each line first */
    TextOutput(PrintWriter out, UnaryOperator<String> fit) {
        this.out = out;
        this.fit = fit;
    }

    /** Fails once nobody behind it reads on. */
    @Override
    public synchronized void write(int one) throws IOException {
        if (one == '\n' || line.size() == LONGEST) {
            print();
        }
        if (one != '\n') {
            line.write(one);
        }
    }

    private void print() throws IOException {
        try {
            out.println(fit.apply(line.toString(UTF_8)));
            line.reset();
        } catch (EnoughException told) {
            enough = true;
            throw new IOException(told);
        }
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        for (int at = offset; at < offset + length; at++) {
            write(bytes[at]);
        }
    }

    /** The end of what has no line break behind it. */
    @Override
    public synchronized void close() throws IOException {
        if (line.size() > 0 && !enough) {
            write('\n');
        }
    }

    synchronized void throwIfEnough() {
        if (enough) {
            throw new EnoughException();
        }
    }
}
