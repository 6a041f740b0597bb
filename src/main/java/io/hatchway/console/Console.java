package io.hatchway.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hatchway.container.Pty;
import io.hatchway.container.Size;
import io.hatchway.session.Ending;
import io.hatchway.session.Exit;
import io.hatchway.session.Foreground;
import io.hatchway.session.Handler;
import io.hatchway.session.Request;
import io.hatchway.session.Session;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Serves the console: one command, or commands line by line. */
public final class Console implements Handler {
    private final Wiring wiring;

    public Console(Wiring wiring) {
        this.wiring = wiring;
    }

    /** The names of all there is to run, a family's member with the family's before it. */
    public static Set<String> commands() {
        return CommandNames.ALL;
    }

    @Override
    public Exit handle(Session session) throws IOException, InterruptedException {
        return switch (session.request()) {
            case Request.Exec(String line, Optional<Pty> pty)
            when pty.isPresent() -> new Exit.Status(runOnTerminal(session, line, pty.get()));
            case Request.Exec(String line, Optional<Pty> pty) ->
                new Exit.Status(runRaw(session, line, Line.Bars.WORDS, () -> new Unclosed(session.in())));
            case Request.Shell(Optional<Pty> pty)
            when pty.isPresent() -> new Exit.Status(new Conversation(wiring, session, pty.get()).run());
            case Request.Shell shell -> new Exit.Status(runAll(session));
            case Request.Subsystem subsystem ->
                session.refuse("The console has no files. They are in the containers: sftp CONTAINER@HOST");
        };
    }

    /** One line on raw streams, without a prompt. */
    private int runRaw(Session session, String line, Line.Bars bars, Supplier<InputStream> input)
            throws InterruptedException {
        Relay foreground = new Relay(new RawForeground(session));
        session.foreground(foreground);
        Screen screen = Screen.plain(Writers.out(session), Writers.err(session));
        Context context = new Context(wiring, session, screen, input, foreground);
        return Work.run(context, () -> run(context, line, bars));
    }

    /** One line for a person's terminal, where Ctrl-C arrives as a key. */
    private int runOnTerminal(Session session, String line, Pty pty) throws InterruptedException {
        AtomicReference<Size> size = new AtomicReference<>(pty.size());
        try (Keyboard keys = new Keyboard(session.in())) {
            Relay foreground = new Relay(new TerminalForeground(keys, size));
            session.foreground(foreground);
            PrintWriter out = Writers.out(session);
            Screen screen = new Screen(
                    out,
                    out,
                    Optional.of(size::get),
                    ConsoleTerminal.hasColours(pty),
                    Colours.usual(session, pty),
                    Optional.empty());
            Context context = new Context(wiring, session, screen, keys::program, foreground);
            return Work.run(context, keys, () -> run(context, line, Line.Bars.WORDS));
        }
    }

    /** A script on stdin, which is its alone: every line until {@code exit}, the last one's exit code. */
    private int runAll(Session session) throws IOException, InterruptedException {
        BoundedLines in = new BoundedLines(session.in());
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8));
        int code = Codes.OK;
        for (String line; (line = lines.readLine()) != null && !in.exceeded(); ) {
            Conversation.throwIfEnding(session);
            if (isExit(line)) {
                return code;
            }
            if (!isNothing(line)) {
                code = runRaw(session, line, Line.Bars.PIPES, InputStream::nullInputStream);
            }
        }
        return in.exceeded() ? Conversation.tooLong(session) : code;
    }

    /** Whether a line, of a script or at the prompt, ends the console. */
    static boolean isExit(String line) {
        return line.strip().equals("exit");
    }

    /** Whether there is nothing to run in a line: it is blank, or a comment. */
    static boolean isNothing(String line) {
        return line.isBlank() || line.strip().startsWith("#");
    }

    /** Runs a line's command, and its output through what stands behind it. */
    static int run(Context context, String line, Line.Bars bars) throws InterruptedException {
        try {
            Line cut = Line.parse(line, bars);
            if (cut.filters().isEmpty()) {
                return Commands.run(context, cut.command());
            }
            Screen screen = context.screen();
            Filter filter = Filter.to(screen.out());
            for (List<String> words : cut.filters().reversed()) {
                filter = Filter.of(words, filter, screen);
            }
            int code;
            try (var into = Filter.writer(filter)) {
                code = Commands.run(context.on(screen.into(into)), cut.command());
            } catch (EnoughException enough) {
                code = enough.code();
            }
            filter.end();
            screen.out().flush();
            return code;
        } catch (EnoughException enough) {
            context.out().flush();
            return enough.code();
        } catch (CommandException wrong) {
            context.say(wrong.sentence());
            return wrong.code();
        }
    }

    /** The client's input, which outlives the program that reads it. */
    private static final class Unclosed extends FilterInputStream {
        Unclosed(InputStream in) {
            super(in);
        }

        @Override
        public void close() {
            // it is the session's
        }
    }

    /** A script's window never changes, and who stops reading it wants no more. */
    private record RawForeground(Session session) implements Foreground {
        @Override
        public void resize(Size size) {}

        @Override
        public void signal(String name) {
            if (name.equals("INT") || name.equals("TERM") || name.equals("HUP")) {
                session.end(Ending.CLIENT_GONE);
            }
        }

        @Override
        public void readerGone() {
            session.end(Ending.READER_GONE);
        }
    }

    private record TerminalForeground(Keyboard keys, AtomicReference<Size> size) implements Foreground {
        @Override
        public void resize(Size changed) {
            size.set(changed);
        }

        @Override
        public void signal(String name) {
            if (name.equals("INT")) {
                keys.interrupt();
            }
        }

        @Override
        public void readerGone() {
            // the next write finds out
        }
    }
}
