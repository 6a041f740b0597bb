package io.hatchway.console;

import io.hatchway.session.Session;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

/** A client's input, whose end is the end of what it sent: of a client that is gone, reading on fails instead. */
final class WholeInput extends FilterInputStream {
    private final Session session;

    WholeInput(Context context) {
        this(context.input().get(), context.session());
    }

    private WholeInput(InputStream in, Session session) {
        super(in);
        this.session = session;
    }

    @Override
    public int read() throws IOException {
        return checked(super.read());
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        return checked(super.read(into, offset, length));
    }

    /** What a cut archive holds could pass for a whole one. */
    private int checked(int read) throws IOException {
        if (read < 0 && session.ending().isPresent()) {
            throw new InterruptedIOException("the client has gone before it sent everything");
        }
        return read;
    }
}
