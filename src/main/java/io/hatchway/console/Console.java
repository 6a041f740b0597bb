package io.hatchway.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hatchway.container.Pty;
import io.hatchway.session.Exit;
import io.hatchway.session.Handler;
import io.hatchway.session.Request;
import io.hatchway.session.Session;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.Optional;
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

    /** One line on raw streams, without a prompt. A terminal has one stream, and it is the one that is recorded. */
    private int run(Session session, String line) {
        OutputStream errors = session.request().pty().isPresent() ? session.out() : session.err();
        return execute(commands(session, writer(session, session.out()), writer(session, errors)), line);
    }

    /** For each line anew: what may be run can change meanwhile. */
    private CommandLine commands(Session session, PrintWriter out, PrintWriter err) {
        return Commands.with(version, session.grant().commands(), out, err);
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
    private int runAll(Session session) throws IOException, InterruptedException {
        BoundedLines in = new BoundedLines(session.in());
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8));
        int code = 0;
        for (String line; (line = lines.readLine()) != null && !in.exceeded(); ) {
            throwIfEnding(session);
            if (!line.isBlank()) {
                code = run(session, line);
            }
        }
        return in.exceeded() ? tooLong(session) : code;
    }

    private static int tooLong(Session session) {
        session.say("This line is longer than " + BoundedLines.LONGEST + " bytes, and no command is. Send less.");
        return USAGE;
    }

    /** To be asked wherever JLine may have taken the interruption for the client's. */
    private static void throwIfEnding(Session session) throws InterruptedException {
        if (session.ending().isPresent()) {
            throw new InterruptedException();
        }
    }

    private int converse(Session session, Pty pty) throws IOException, InterruptedException {
        BoundedLines in = new BoundedLines(session.in());
        try (Terminal terminal = ConsoleTerminal.over(session, in, pty);
                Tidings tidings = new Tidings(terminal)) {
            session.foreground(tidings);
            LineReader reader = LineReaderBuilder.builder()
                    .terminal(terminal)
                    .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                    .build();
            int code = 0;
            while (!terminal.writer().checkError()) {
                throwIfEnding(session);
                try {
                    String line = reader.readLine("hatchway> ");
                    if (line.strip().equals("exit")) {
                        return code;
                    }
                    if (!line.isBlank()) {
                        code = execute(commands(session, terminal.writer(), terminal.writer()), line);
                    }
                } catch (UserInterruptException interrupted) {
                    code = 130;
                } catch (EndOfFileException left) {
                    throwIfEnding(session);
                    return in.exceeded() ? tooLong(session) : code;
                }
            }
            throwIfEnding(session);
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
            return USAGE;
        }
    }
}
