package io.hatchway.console;

import io.hatchway.audit.KeptRecordings.Kept;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Shows a recording. It changes nothing, but who saw what somebody's terminal showed is to be on record: so it does not say
 * that it only looks.
 */
@Command(
        name = "replay",
        description =
                "Show a recording at its speed, until q or Ctrl-C. Where there is no terminal, print at once what was"
                        + " printed, with what a terminal would obey shown as escapes.")
final class SessionsReplayCommand extends ConsoleCommand {
    private static final long FRAME = 50_000;
    private static final int LONGEST_LINE = 64 * 1024;

    @Parameters(paramLabel = "RECORDING", description = "The session's id, or the first digits of it.")
    private String id = "";

    @Option(names = "--speed", paramLabel = "N", description = "So many times as fast: 0.1 to 100.")
    private double speed = 1;

    @Option(
            names = "--idle-limit",
            paramLabel = "SECONDS",
            description = "Where nothing happened for longer, wait no longer than this.")
    private double idleLimit = Double.MAX_VALUE;

    @Option(
            names = "--raw",
            description = "What was printed as it was, with what a terminal would obey; only where there is no"
                    + " terminal.")
    private boolean raw;

    SessionsReplayCommand(Context context) {
        super(context);
    }

    /** What is printed is what a terminal showed; the recording itself is JSON. */
    @Override
    boolean speaksJson() {
        return false;
    }

    @Override
    public Integer call() throws Exception {
        if (!(speed >= 0.1 && speed <= 100) || !(idleLimit >= 0)) {
            throw CommandException.usage("--speed wants 0.1 to 100, and --idle-limit seconds.");
        }
        if (raw
                && (context().screen().terminal().isPresent()
                        || context().screen().person().isPresent())) {
            throw CommandException.usage("--raw is for scripts: what a recorded program printed could command your"
                    + " terminal. Leave it out, or use ssh without -t.");
        }
        Kept kept = new Shelf(context(), name()).one(id);
        try (Cast cast = new Cast(Files.newInputStream(kept.file()))) {
            if (context().screen().terminal().isPresent()) {
                play(cast, kept);
            } else {
                print(cast);
            }
        } catch (IOException unreadable) {
            throw CommandException.failed(
                    "The recording " + kept.file().getFileName() + " cannot be read: " + unreadable.getMessage() + ".");
        }
        return Codes.OK;
    }

    /** Without a terminal of its own a session may still be shown on one: the client's, as ssh without -t does. */
    private void print(Cast cast) throws IOException, InterruptedException {
        StringBuilder line = new StringBuilder();
        for (Optional<Cast.Event> next = cast.next(); next.isPresent(); next = cast.next()) {
            String data = next.get().code() == 'o' ? next.get().data() : "";
            if (raw) {
                context().out().print(data);
            } else {
                data.chars().forEach(c -> take((char) c, line));
            }
            context().flush();
        }
        if (!line.isEmpty()) {
            printLine(line);
        }
    }

    private void take(char c, StringBuilder line) {
        if (c == '\n' || (line.length() >= LONGEST_LINE && !Character.isLowSurrogate(c))) {
            printLine(line);
        }
        if (c != '\n') {
            line.append(c);
        }
    }

    private void printLine(StringBuilder line) {
        context().out().println(LogText.fit(line.toString().stripTrailing()));
        line.setLength(0);
    }

    private void play(Cast cast, Kept kept) throws IOException, InterruptedException, CommandException {
        Picture picture = new Picture(cast.size());
        try (Stage stage = new Stage(context());
                Quit quit = new Quit(context().input().get())) {
            String title = "replay of " + Text.shortId(kept.session());
            long at = 0;
            long drawnAt = -FRAME;
            for (Optional<Cast.Event> next = cast.next(); next.isPresent() && !quit.isPressed(); next = cast.next()) {
                Cast.Event event = next.get();
                at += event.micros();
                long wait = (long) (Math.min((double) event.micros(), idleLimit * 1_000_000) / speed);
                if (wait > FRAME || at - drawnAt > (long) (FRAME * speed)) {
                    stage.draw(picture, title + " · " + at / 1_000_000 + " s · q ends");
                    context().flush();
                    drawnAt = at;
                }
                sleep(wait, quit);
                event.size().ifPresent(picture::resize);
                if (event.code() == 'o') {
                    picture.write(event.data());
                }
            }
        }
        last(picture);
    }

    /** What it ended with stays on the client's screen. */
    private void last(Picture picture) {
        int columns = context().screen().columns().orElse(80);
        picture.view(columns, 1000, context().screen().colour()).lines().stream()
                .map(String::stripTrailing)
                .filter(line -> !line.isEmpty())
                .forEach(context().out()::println);
        context().say("The recording ends here.");
    }

    private static void sleep(long micros, Quit quit) throws InterruptedException {
        long until = System.nanoTime() + micros * 1000;
        for (long left = micros; left > 0 && !quit.isPressed(); left = (until - System.nanoTime()) / 1000) {
            Thread.sleep(Math.min(left, FRAME) / 1000, (int) (Math.min(left, FRAME) % 1000) * 1000);
        }
    }
}
