package io.hatchway.console;

import io.hatchway.access.Glob;
import io.hatchway.audit.AuditTrail;
import io.hatchway.audit.EventNames;
import io.hatchway.session.Printable;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the audit log. */
@Command(
        name = "list",
        description = "Show the audit log, the newest last: without a time the last 100 events. All conditions have to"
                + " hold; all but times and numbers may have * and ?.")
final class AuditListCommand extends ConsoleCommand implements OnlyLooks {
    private static final int USUAL = 100;
    private static final int MOST = 10_000;

    @Mixin
    private TimeRange range = new TimeRange();

    @Option(names = "--person", paramLabel = "NAME", description = "Of this person, or key's fingerprint.")
    private Optional<String> person = Optional.empty();

    @Option(
            names = "--container",
            paramLabel = "CONTAINER",
            description = "In this container, of this login, or a command with it among its words.")
    private Optional<String> container = Optional.empty();

    @Option(names = "--event", paramLabel = "EVENT", description = "Such as auth.fail or session.*")
    private Optional<String> event = Optional.empty();

    @Option(names = "--outcome", paramLabel = "OUTCOME", description = "ok, fail or refused.")
    private Optional<String> outcome = Optional.empty();

    @Option(names = "--session", paramLabel = "SESSION", description = "Of this session; its first digits are enough.")
    private Optional<String> session = Optional.empty();

    @Option(
            names = {"-n", "--tail"},
            paramLabel = "EVENTS",
            description = "The last so many, 10000 at most.")
    private Optional<Integer> tail = Optional.empty();

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what happens, until Ctrl-C or the time of --until.")
    private boolean follow;

    @Option(names = "--json", description = "The log's own lines.")
    private boolean json;

    AuditListCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() throws Exception {
        AuditCommand.throwUnlessEverywhere(this);
        if (tail.isPresent() && (tail.get() < 0 || tail.get() > MOST)) {
            throw CommandException.usage("--tail wants a number of events, " + MOST + " at most.");
        }
        requireKnown("--event", event, EventNames.EVENTS);
        requireKnown("--outcome", outcome, EventNames.OUTCOMES);
        Instant now = Instant.now();
        Optional<Instant> from = range.since(now);
        Optional<Instant> to = range.until(now);
        OptionalInt last = tail.isPresent()
                ? OptionalInt.of(tail.get())
                : from.isEmpty() && to.isEmpty() ? OptionalInt.of(USUAL) : OptionalInt.empty();
        try {
            new AuditTrail(context().wiring().watchroom().state())
                    .read(
                            new AuditTrail.Part(from, last, follow, to),
                            line -> AuditLine.parse(line)
                                    .filter(read -> isWanted(read, from, to))
                                    .isPresent(),
                            this::print);
        } catch (IOException unreadable) {
            throw CommandException.failed("The audit log cannot be read: " + unreadable + ".");
        }
        return Codes.OK;
    }

    /** A misspelt name would read as if nothing of the kind had happened. */
    private static void requireKnown(String option, Optional<String> pattern, List<String> known)
            throws CommandException {
        if (pattern.isPresent() && known.stream().noneMatch(name -> Glob.matches(pattern.get(), name))) {
            throw CommandException.usage("There is no " + option.substring(2) + " '" + pattern.get() + "'. There are "
                    + String.join(", ", known) + ", and patterns such as "
                    + known.getFirst().charAt(0) + "*.");
        }
    }

    private boolean isWanted(AuditLine line, Optional<Instant> from, Optional<Instant> to) {
        return from.map(time -> !line.at().isBefore(time)).orElse(true)
                && to.map(time -> !line.at().isAfter(time)).orElse(true)
                && is(event, line, "event")
                && is(outcome, line, "outcome")
                && is(person, line, "identity", "key_fp")
                && (is(container, line, "name", "container", "login") || line.hasCommandFor(container.orElse("")))
                && session.map(id -> Stream.of("sid", "watched", "killed")
                                .anyMatch(key -> !line.text(key).isEmpty()
                                        && line.text(key).startsWith(id)))
                        .orElse(true);
    }

    private static boolean is(Optional<String> pattern, AuditLine line, String... keys) {
        return pattern.map(wanted ->
                        Stream.of(keys).map(line::text).anyMatch(text -> !text.isEmpty() && Glob.matches(wanted, text)))
                .orElse(true);
    }

    private void print(byte[] bytes) throws InterruptedException {
        AuditLine.parse(bytes).ifPresent(line -> context().out().println(json ? line.line() : shown(line)));
        context().flush();
    }

    /** In columns of fixed width: what comes later is not known yet. */
    private String shown(AuditLine line) {
        boolean colour = context().screen().colour();
        String outcome = line.text("outcome");
        Tone tone = outcome.equals("refused") || outcome.equals("fail") ? Tone.BAD : Tone.PLAIN;
        String text = Tone.FAINT.paint(padded(line.text("ts"), 24), colour) + " "
                + tone.paint(padded(line.text("event"), 16), colour) + " "
                + Tone.NAME.paint(padded(line.text("identity"), 12), colour) + " "
                + padded(line.text("name"), 14) + " "
                + Tone.FAINT.paint(padded(Text.shortId(line.text("sid")), 12), colour) + " ";
        String rest = (outcome.isEmpty() ? "" : outcome + " ") + line.rest();
        return text + Printable.text(rest);
    }

    private static String padded(String text, int width) {
        String shown = Table.cut(Printable.text(text), width);
        return shown + " ".repeat(Math.max(0, width - Table.width(shown)));
    }
}
