package io.hatchway.console;

import io.hatchway.access.Grant;
import io.hatchway.container.Pty;
import io.hatchway.container.Size;
import io.hatchway.session.Ending;
import io.hatchway.session.Exit;
import io.hatchway.session.Foreground;
import io.hatchway.session.Request;
import io.hatchway.session.Session;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session inside the console's, with the console's streams for as long as it lasts.
 *
 * @param written what records say in the place of its command line; empty where they say that itself
 */
record InnerSession(Context context, Optional<String> written) {
    private static final Logger LOG = LoggerFactory.getLogger(InnerSession.class);
    private static final Duration LAST_WORDS = Duration.ofSeconds(6);

    /** One that asks for nothing that must not be written down. */
    InnerSession(Context context) {
        this(context, Optional.empty());
    }

    /**
     * Serves it and waits for its end.
     *
     * @param server serves it on a thread of its own, to its end
     * @return the program's exit code
     * @throws InterruptedException when the session outside ends, or was cancelled; the one inside has ended then
     */
    int serve(Grant granted, Request request, Function<Session, Exit> server) throws InterruptedException {
        return context.screen().terminal().isPresent() || context.isRaw()
                ? serve(granted, request, context.session().out(), server)
                : serveAsText(granted, request, server);
    }

    private int serveAsText(Grant granted, Request request, Function<Session, Exit> server)
            throws InterruptedException {
        // Behind a bar no program draws on a terminal, and a person's obeys nothing then. Scripts get what was written.
        UnaryOperator<String> fit = context.screen().person().isPresent() ? LogText::fit : UnaryOperator.identity();
        try (TextOutput out = new TextOutput(context.out(), fit)) {
            int code = serve(granted, request, out, server);
            out.throwIfEnough();
            return code;
        } catch (IOException notTaken) {
            throw new IllegalStateException(notTaken);
        }
    }

    private int serve(Grant granted, Request request, OutputStream out, Function<Session, Exit> server)
            throws InterruptedException {
        Session outer = context.session();
        // Without a terminal of its own it does not know that lines end otherwise on the console's.
        boolean terminal = outer.request().pty().isPresent() && request.pty().isEmpty();
        OutputStream err = terminal ? new LineEnds(outer.err()) : outer.err();
        try (InputStream in = input()) {
            Session inner = new Session(granted, request, outer.environment(), outer.connection(), in, out, err);
            written.ifPresent(inner::writtenAs);
            try (Relay.Passage _ = context.foreground().to(new Inner(inner))) {
                LOG.info("session {} goes on inside as {}", outer.id(), inner.id());
                return await(inner, server);
            }
        } catch (IOException notClosed) {
            throw new IllegalStateException(notClosed);
        }
    }

    /** Where its output goes through a bar, a person's keys stay the console's: so Ctrl-C cancels it. */
    private InputStream input() {
        Screen screen = context.screen();
        return screen.person().isPresent() && screen.terminal().isEmpty()
                ? InputStream.nullInputStream()
                : context.input().get();
    }

    /** The terminal that the console is on, as large as it is now. */
    Optional<Pty> pty() {
        return context.screen()
                .terminal()
                .flatMap(size -> context.session().request().pty().map(outer -> new Pty(outer.term(), size.get())));
    }

    /** On a thread of its own: the session inside is told to end in its own way when the one outside ends. */
    private static int await(Session inner, Function<Session, Exit> served) throws InterruptedException {
        AtomicReference<Exit> exit = new AtomicReference<>(Exit.FAULT);
        Thread server = Thread.ofVirtual().name("console-inner").start(() -> exit.set(served.apply(inner)));
        try {
            server.join();
        } catch (InterruptedException ending) {
            inner.end(Ending.CLIENT_GONE);
            server.join(LAST_WORDS);
            throw ending;
        }
        return Codes.of(exit.get());
    }

    private record Inner(Session session) implements Foreground {
        @Override
        public void resize(Size size) {
            session.resize(size);
        }

        @Override
        public void signal(String name) {
            session.signal(name);
        }

        @Override
        public void readerGone() {
            session.readerGone();
        }
    }
}
