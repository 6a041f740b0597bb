package io.hatchway.console;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.hatchway.session.Session;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;

/** Text to a client: flushed by who writes it, because what floods must not go out line by line. */
final class Writers {
    private Writers() {}

    static PrintWriter out(Session session) {
        return to(session, session.out());
    }

    static PrintWriter err(Session session) {
        return to(session, session.err());
    }

    /** Characters as the bytes they stand for. */
    static PrintWriter bytes(Session session) {
        return new PrintWriter(new OutputStreamWriter(session.out(), ISO_8859_1), false);
    }

    /** Lines end as the client's terminal needs them, and without one as programs do. */
    private static PrintWriter to(Session session, OutputStream stream) {
        OutputStream ended = session.request().pty().isPresent() ? new LineEnds(stream) : stream;
        return new PrintWriter(new OutputStreamWriter(ended, UTF_8), false) {
            @Override
            public void println() {
                write('\n');
            }
        };
    }
}
