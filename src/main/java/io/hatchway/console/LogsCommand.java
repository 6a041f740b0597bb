package io.hatchway.console;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.hatchway.container.ContainerSummary;
import io.hatchway.container.LogLine;
import io.hatchway.container.LogQuery;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints what containers wrote, merged by time. */
@Command(
        name = "logs",
        description = "Print what containers wrote, merged by time. A followed service or pattern survives being made"
                + " anew; a followed container ends with it.")
final class LogsCommand extends ConsoleCommand implements OnlyLooks {
    private static final int[] COLOURS = {36, 33, 32, 35, 34, 96, 93, 92, 95, 94};

    @Parameters(paramLabel = "CONTAINER", arity = "1..*", description = "Names, services or patterns.")
    private List<String> names = List.of();

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what they write, until Ctrl-C or the time of --until.")
    private boolean follow;

    @Option(
            names = {"-n", "--tail"},
            paramLabel = "LINES",
            description = "The last so many lines of each; all: every line, as without it.")
    private Optional<String> tail = Optional.empty();

    @Mixin
    private TimeRange range = new TimeRange();

    @Option(
            names = {"-t", "--timestamps"},
            description = "With the time of each line.")
    private boolean timestamps;

    @Option(names = "--include", paramLabel = "REGEX", description = "Only lines with this in them.")
    private Optional<String> include = Optional.empty();

    @Option(names = "--exclude", paramLabel = "REGEX", description = "No lines with this in them.")
    private Optional<String> exclude = Optional.empty();

    @Option(
            names = "--raw",
            description = "Byte for byte as it was written, with what a terminal would obey; only where there is no"
                    + " terminal.")
    private boolean raw;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    private Predicate<CharSequence> wanted = line -> true;

    LogsCommand(Context context) {
        super(context);
    }

    private OptionalInt last() throws CommandException {
        if (tail.isEmpty() || tail.get().equals("all")) {
            return OptionalInt.empty();
        }
        if (!tail.get().matches("[0-9]{1,9}")) {
            throw CommandException.usage("--tail wants a number of lines, or all.");
        }
        return OptionalInt.of(Integer.parseInt(tail.get()));
    }

    @Override
    public Integer call() throws Exception {
        if (raw
                && (context().screen().terminal().isPresent()
                        || context().screen().person().isPresent())) {
            throw CommandException.usage("--raw is for scripts: what a container wrote could command your terminal."
                    + " Leave it out, or use ssh without -t.");
        }
        if (raw && (json || timestamps)) {
            throw CommandException.usage(
                    "--raw has nothing beside what was written: leave out --json and --timestamps.");
        }
        Instant now = Instant.now();
        LogQuery query = new LogQuery(follow, last(), range.since(now), range.until(now), raw);
        Predicate<CharSequence> included = include.isEmpty() ? line -> true : LinePattern.of(include.get(), false);
        Predicate<CharSequence> excluded = exclude.isEmpty() ? line -> false : LinePattern.of(exclude.get(), false);
        wanted = line -> included.test(line) && !excluded.test(line);
        List<ContainerSummary> chosen = selection().of(names);
        boolean single = chosen.size() == 1 && chosen.getFirst().name().equals(names.getFirst());
        try (LogFollower follower =
                new LogFollower(context().engine(), query, names, this::mayTouch, context()::complain)) {
            follower.begin(chosen, follow && !single);
            if (raw) {
                printRaw(follower);
            } else {
                print(follower, single, chosen);
            }
            return follower.code();
        }
    }

    private void print(LogFollower follower, boolean single, List<ContainerSummary> chosen)
            throws InterruptedException {
        PrintWriter out = context().out();
        Map<String, String> prefixes = new LinkedHashMap<>();
        int[] widest = {
            chosen.stream().mapToInt(each -> each.name().length()).max().orElse(0)
        };
        for (List<MergedLogs.Entry> due = follower.take(); !due.isEmpty(); due = follower.take()) {
            StringBuilder lines = new StringBuilder();
            for (MergedLogs.Entry entry : due) {
                if (wanted.test(entry.line().text())) {
                    if (!single && !json) {
                        widest[0] = Math.max(widest[0], entry.from().length());
                        lines.append(prefixes.computeIfAbsent(
                                entry.from() + " " + widest[0], key -> prefix(entry.from(), widest[0])));
                    }
                    lines.append(shown(entry)).append('\n');
                }
            }
            out.print(lines);
            context().flush();
        }
    }

    private void printRaw(LogFollower follower) throws InterruptedException {
        // A script's pipes want text; whoever has the stream to himself gets the bytes.
        boolean bytes = context().isRaw();
        Context to = bytes
                ? context().on(context().screen().into(Writers.bytes(context().session())))
                : context();
        for (List<MergedLogs.Entry> due = follower.take(); !due.isEmpty(); due = follower.take()) {
            for (MergedLogs.Entry entry : due) {
                String line = entry.line().text();
                String text = new String(line.getBytes(ISO_8859_1), UTF_8);
                if (wanted.test(text.stripTrailing())) {
                    to.out().print(bytes ? line : text);
                }
            }
            to.flush();
        }
    }

    private String prefix(String name, int width) {
        String padded = name + " ".repeat(width - name.length()) + " | ";
        return context().screen().colour()
                ? "\033[" + COLOURS[Math.floorMod(name.hashCode(), COLOURS.length)] + "m" + padded + "\033[0m"
                : padded;
    }

    private String shown(MergedLogs.Entry entry) {
        LogLine line = entry.line();
        if (json) {
            Map<String, Object> keys = new LinkedHashMap<>();
            keys.put("time", line.time());
            keys.put("container", entry.from());
            keys.put("stream", line.stderr() ? "stderr" : "stdout");
            keys.put("text", line.text());
            return Json.of(keys);
        }
        String text = LogText.fit(line.text());
        return timestamps ? line.time() + " " + text : text;
    }
}
