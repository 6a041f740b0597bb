package io.hatchway.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hatchway.container.Pty;
import io.hatchway.container.Size;
import io.hatchway.session.Exit;
import io.hatchway.session.Foreground;
import io.hatchway.session.Handler;
import io.hatchway.session.Request;
import io.hatchway.session.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.Parser;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import picocli.CommandLine;

/** Serves the console: one command, or commands line by line. */
public final class Console implements Handler {
    private static final int LONGEST_SCRIPT = 64 * 1024;
    private static final int USAGE = 2;

    private final String version;

    public Console(String version) {
        this.version = version;
    }

    @Override
    public Exit handle(Session session) throws IOException, InterruptedException {
        return switch (session.request()) {
            case Request.Exec(String line, Optional<Pty> pty) -> new Exit.Status(run(session, line));
            case Request.Shell(Optional<Pty> pty) when pty.isPresent() -> new Exit.Status(converse(session, pty.get()));
            case Request.Shell shell -> new Exit.Status(runAll(session));
        };
    }

    /** One line on raw streams, without a prompt. */
    private int run(Session session, String line) {
        return execute(Commands.with(version, writer(session, session.out()), writer(session, session.err())), line);
    }

    /** Lines end as the client's terminal needs them, and without one as programs do. */
    private static PrintWriter writer(Session session, OutputStream stream) {
        Writer text = new OutputStreamWriter(stream, UTF_8);
        String end = session.request().pty().isPresent() ? "\r\n" : "\n";
        return new PrintWriter(text, true) {
            @Override
            public void println() {
                write(end);
                flush();
            }

            @Override
            public void println(String line) {
                print(line);
                println();
            }

            @Override
            public void println(Object line) {
                println(String.valueOf(line));
            }
        };
    }

    /** A script on stdin: every line, the last one's exit code. */
    private int runAll(Session session) throws IOException {
        byte[] script = session.in().readNBytes(LONGEST_SCRIPT + 1);
        if (script.length > LONGEST_SCRIPT) {
            session.say("A script for the console may have " + LONGEST_SCRIPT + " bytes at most.");
            return USAGE;
        }
        int code = 0;
        for (String line : new String(script, UTF_8).lines().toList()) {
            if (!line.isBlank()) {
                code = run(session, line);
            }
        }
        return code;
    }

    private int converse(Session session, Pty pty) throws IOException, InterruptedException {
        try (Terminal terminal = ConsoleTerminal.over(session, pty)) {
            AtomicBoolean resizing = new AtomicBoolean();
            session.foreground(new Foreground() {
                @Override
                public void resize(Size size) {
                    // JLine's lock is held while it writes, and a write waits for the client.
                    terminal.setSize(org.jline.terminal.Size.of(size.columns(), size.rows()));
                    if (resizing.compareAndSet(false, true)) {
                        Thread.startVirtualThread(() -> {
                            resizing.set(false);
                            terminal.raise(Terminal.Signal.WINCH);
                        });
                    }
                }

                @Override
                public void signal(String name) {
                    if (name.equals("INT")) {
                        Thread.startVirtualThread(() -> terminal.raise(Terminal.Signal.INT));
                    }
                }

                @Override
                public void readerGone() {
                    // the next write finds out
                }
            });
            LineReader reader = LineReaderBuilder.builder()
                    .terminal(terminal)
                    .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                    .build();
            CommandLine commands = Commands.with(version, terminal.writer(), terminal.writer());
            int code = 0;
            while (!terminal.writer().checkError()) {
                try {
                    String line = reader.readLine("hatchway> ");
                    if (line.strip().equals("exit")) {
                        return code;
                    }
                    if (!line.isBlank()) {
                        code = execute(commands, line);
                    }
                } catch (UserInterruptException interrupted) {
                    // JLine takes the gateway's own interruption for a Ctrl-C, too.
                    if (session.ending().isPresent()) {
                        throw new InterruptedException();
                    }
                    code = 130;
                } catch (EndOfFileException left) {
                    return code;
                }
            }
            return code;
        }
    }

    private static int execute(CommandLine commands, String line) {
        try {
            List<String> words = new DefaultParser()
                    .eofOnUnclosedQuote(true)
                    .parse(line, line.length(), Parser.ParseContext.ACCEPT_LINE)
                    .words();
            return commands.execute(
                    words.stream().filter(word -> !word.isEmpty()).toArray(String[]::new));
        } catch (EOFError openQuote) {
            commands.getErr().println("hatchway: a quote is left open.");
            return 2;
        }
    }
}
