package io.hatchway.docker;

import java.io.IOException;
import java.io.OutputStream;

/** What is typed at a program's terminal. It has no end: the engine would answer that by closing the output. */
final class TerminalInput extends OutputStream {
    private final OutputStream input;

    TerminalInput(OutputStream input) {
        this.input = input;
    }

    @Override
    public void write(int b) throws IOException {
        input.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        input.write(bytes, offset, length);
    }

    @Override
    public void close() {
        // for ever open
    }
}
