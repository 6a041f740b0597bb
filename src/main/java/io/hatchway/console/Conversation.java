package io.hatchway.console;

import io.hatchway.container.Pty;
import io.hatchway.container.Size;
import io.hatchway.session.Printable;
import io.hatchway.session.Session;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;

/**
 * A person at the console: a prompt, a line, its command, and again.
 *
 * <p>The line editor has the terminal while a line is typed; a command writes past it straight to the client, and reads
 * nothing unless it asks.
 */
final class Conversation {
    private static final int LONGEST_CALLER = 24;

    private final Wiring wiring;
    private final Session session;
    private final Pty pty;
    private final AtomicReference<Size> size;

    Conversation(Wiring wiring, Session session, Pty pty) {
        this.wiring = wiring;
        this.session = session;
        this.pty = pty;
        this.size = new AtomicReference<>(pty.size());
    }

    /** Serves it to its end; the last command's exit code. */
    int run() throws IOException, InterruptedException {
        try (Keyboard keys = new Keyboard(session.in())) {
            BoundedKeys in = new BoundedKeys(keys.editor());
            try (ConsoleTerminal terminal = ConsoleTerminal.over(session, in, pty);
                    Tidings tidings = new Tidings(terminal, keys, size)) {
                Relay foreground = new Relay(tidings);
                session.foreground(foreground);
                Context context = context(new AtTerminal(keys, terminal, in), foreground);
                int code = converse(keys, in, context, reader(terminal, context));
                return in.exceeded() ? tooLong(session) : code;
            }
        }
    }

    private Context context(AtTerminal person, Relay foreground) {
        // A client shows its two streams in no order: on a terminal there is one.
        PrintWriter out = Writers.out(session);
        Screen screen = new Screen(
                out,
                out,
                Optional.of(size::get),
                ConsoleTerminal.hasColours(pty),
                Colours.usual(session, pty),
                Optional.of(person));
        return new Context(wiring, session, screen, person.keys()::program, foreground);
    }

    private LineReader reader(ConsoleTerminal terminal, Context context) {
        LineReaderBuilder builder = LineReaderBuilder.builder().terminal(terminal);
        if (context.screen().colour()) {
            builder.highlighter(new Highlighting(() -> Commands.granted(context).keySet()));
        } else {
            // The line is shown as it is typed, and what completes it without the library's colours.
            builder.highlighter((plain, line) -> new AttributedString(line))
                    .variable(LineReader.COMPLETION_STYLE_STARTING, "bold")
                    .variable(LineReader.COMPLETION_STYLE_DESCRIPTION, "faint")
                    .variable(LineReader.COMPLETION_STYLE_GROUP, "bold");
        }
        LineReader reader = builder.history(new PrivateHistory())
                .completer(new Completion(context))
                .parser(new DefaultParser())
                .option(LineReader.Option.HISTORY_IGNORE_SPACE, true)
                .variable(LineReader.HISTORY_SIZE, PrivateHistory.MOST)
                .variable(LineReader.HISTORY_FILE_SIZE, PrivateHistory.MOST)
                .build();
        PrivateHistory.file(wiring.histories(), session.grant().identity())
                .ifPresent(file -> reader.setVariable(LineReader.HISTORY_FILE, file));
        return EditingKeys.alone(reader, terminal);
    }

    private int converse(Keyboard keys, BoundedKeys typed, Context context, LineReader reader)
            throws InterruptedException {
        String prompt = prompt();
        int code = Codes.OK;
        while (!reader.getTerminal().writer().checkError()) {
            throwIfEnding(session);
            try {
                typed.begin();
                String line = reader.readLine(prompt);
                if (Console.isExit(line)) {
                    return code;
                }
                if (!Console.isNothing(line)) {
                    // What a cancelled command had not sent yet goes with its writer.
                    Context fresh = context.on(context.screen().to(Writers.out(session)));
                    code = Work.run(fresh, keys, () -> Console.run(fresh, line, Line.Bars.PIPES));
                }
            } catch (UserInterruptException interrupted) {
                code = Codes.CANCELLED;
            } catch (EndOfFileException left) {
                throwIfEnding(session);
                return code;
            }
        }
        throwIfEnding(session);
        return code;
    }

    private String prompt() {
        String caller = session.grant().identity().name();
        return Printable.text(wiring.engine().name()) + " "
                + Printable.text(caller.substring(0, Math.min(caller.length(), LONGEST_CALLER))) + "> ";
    }

    static int tooLong(Session session) {
        session.say("This line is longer than " + BoundedLines.LONGEST + " bytes, and no command is. Send less.");
        return Codes.USAGE;
    }

    /** To be asked wherever JLine may have taken the interruption for the client's. */
    static void throwIfEnding(Session session) throws InterruptedException {
        if (session.ending().isPresent()) {
            throw new InterruptedException();
        }
    }

    /** The person whom a command asks: the line editor and the pager take the keys for that long. */
    private record AtTerminal(Keyboard keys, ConsoleTerminal terminal, BoundedKeys typed) implements Screen.Person {
        @Override
        public Optional<String> asks(String question) {
            @Nullable Runnable cancel = keys.onInterrupt(null);
            try {
                LineReader reader = LineReaderBuilder.builder()
                        .terminal(terminal)
                        .variable(LineReader.DISABLE_HISTORY, true)
                        .build();
                typed.begin();
                return Optional.of(
                        EditingKeys.alone(reader, terminal).readLine(question).strip());
            } catch (UserInterruptException | EndOfFileException left) {
                return Optional.empty();
            } finally {
                keys.onInterrupt(cancel);
            }
        }

        @Override
        public void leafsThrough(String text) throws InterruptedException {
            @Nullable Runnable cancel = keys.onInterrupt(null);
            typed.begin();
            try {
                new Pager(terminal, text, typed::begin).run();
            } finally {
                keys.onInterrupt(cancel);
            }
        }
    }
}
