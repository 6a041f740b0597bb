package io.hatchway.console;

import io.hatchway.access.Attempt;
import io.hatchway.access.Decision;
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
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From the console into a container and back: a session of its own, granted as if its login had been used at the door,
 * with the console's streams for as long as it lasts.
 */
record Entrance(Context context) {
    private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);
    private static final Duration LAST_WORDS = Duration.ofSeconds(6);

    /**
     * Opens a shell, or runs a command line, and waits for its end.
     *
     * @param login the login name that would open it from outside
     * @param line the command line; empty for a shell
     * @return the program's exit code
     * @throws CommandException when that login is not the caller's to open
     */
    int open(String login, Optional<String> line) throws CommandException, InterruptedException {
        Session outer = context.session();
        Grant granted = granted(login);
        Optional<Pty> pty = granted.restrictions().pty() ? pty() : Optional.empty();
        Request request =
                line.<Request>map(text -> new Request.Exec(text, pty)).orElseGet(() -> new Request.Shell(pty));
        OutputStream out = context.screen().terminal().isPresent() || context.isRaw()
                ? outer.out()
                : new TextOutput(context.out());
        try (OutputStream _ = out instanceof TextOutput text ? text : OutputStream.nullOutputStream();
                InputStream in = context.input().get()) {
            Session inner =
                    new Session(granted, request, outer.environment(), outer.connection(), in, out, outer.err());
            try (Relay.Passage _ = context.foreground().to(new Inner(inner))) {
                LOG.info("session {} goes on inside as {}", outer.id(), inner.id());
                return serve(inner);
            }
        } catch (IOException notClosed) {
            throw new IllegalStateException(notClosed);
        }
    }

    private Grant granted(String login) throws CommandException {
        Grant outer = context.grant();
        Attempt attempt = new Attempt(login, outer.credential(), outer.source(), Instant.now());
        return switch (context.wiring()
                .policy()
                .get()
                .decide(attempt, context.engine().containers()::lookup)) {
            case Decision.Allowed(Grant grant)
            when grant.secondFactor().isPresent() && outer.secondFactor().isEmpty() ->
                throw new CommandException(
                        Codes.REFUSED,
                        "'" + login + "' asks for a code beside the key, and the console did not. Use ssh " + login
                                + "@HOST.");
            case Decision.Allowed(Grant grant) -> grant;
            case Decision.Denied(String reason) -> {
                LOG.warn("session {} may not open {}: {}", context.session().id(), login, reason);
                throw new CommandException(
                        Codes.REFUSED,
                        "You may not open '" + login
                                + "': the console's grant is not the container's. Ask its operator.");
            }
        };
    }

    private Optional<Pty> pty() {
        return context.screen()
                .terminal()
                .flatMap(size -> context.session().request().pty().map(outer -> new Pty(outer.term(), size.get())));
    }

    /** On a thread of its own: the session inside is told to end in its own way when the one outside ends. */
    private int serve(Session inner) throws InterruptedException {
        AtomicReference<Exit> exit = new AtomicReference<>(Exit.FAULT);
        Thread server = Thread.ofVirtual()
                .name("console-inner")
                .start(() -> exit.set(context.wiring().rooms().serve(inner)));
        try {
            server.join();
        } catch (InterruptedException ending) {
            inner.end(Ending.CLIENT_GONE);
            server.join(LAST_WORDS);
            throw ending;
        }
        return switch (exit.get()) {
            case Exit.Status(int code) -> code;
            case Exit.Signal signal -> Codes.FAULT;
        };
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
