package io.hatchway.console;

import io.hatchway.container.ContainerSummary;
import io.hatchway.container.EngineException;
import io.hatchway.container.Usage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what containers use: live on a terminal, one sample elsewhere. */
@Command(
        name = "stats",
        description = "Show what containers use: a live table on a terminal, one sample in JSON otherwise.")
final class StatsCommand extends ConsoleCommand implements OnlyLooks {
    private static final int MOST_AT_ONCE = 32;

    @Parameters(
            paramLabel = "CONTAINER",
            arity = "0..*",
            description = "Names, services or patterns; all that run without one.")
    private List<String> names = List.of();

    @Option(names = "--once", description = "One sample as a table.")
    private boolean once;

    @Option(names = "--json", description = "One sample as a JSON array, also on a terminal.")
    private boolean json;

    StatsCommand(Context context) {
        super(context);
    }

    /** A container with what it uses now and used before. */
    private record Measured(ContainerSummary container, Usage usage, Plot plot) {}

    @Override
    public Integer call() throws Exception {
        Screen screen = context().screen();
        if (json || (!once && screen.terminal().isEmpty())) {
            context()
                    .out()
                    .println(Json.of(samples().stream().map(StatsCommand::keyed).toList()));
            return Codes.OK;
        }
        if (!isLive()) {
            screen.show(table(samples()));
            return Codes.OK;
        }
        try (Gauges gauges = new Gauges(context().engine().stats())) {
            return Live.show(context(), 1, () -> {
                List<Measured> measured = new ArrayList<>();
                List<ContainerSummary> running = running();
                List<ContainerSummary> followed = gauges.keepTo(running);
                for (ContainerSummary container : followed) {
                    gauges.of(container.id())
                            .ifPresent(gauge -> measured.add(new Measured(container, gauge.last(), gauge.plot())));
                }
                return withRest(table(measured), running.size() - followed.size());
            });
        }
    }

    /** A dumb terminal has lines, and nothing that can be drawn on. */
    private boolean isLive() {
        return !once && context().screen().canvas().isPresent();
    }

    /** The picture has no room for more lines than the terminal, so what is missing is said where it is seen. */
    private List<String> withRest(List<String> table, int more) {
        if (more == 0) {
            return table;
        }
        int rows =
                context().screen().terminal().map(size -> size.get().rows() - 2).orElse(table.size());
        List<String> lines = new ArrayList<>(table.subList(0, Math.clamp(rows, 0, table.size())));
        lines.add(more + " more are not measured");
        return lines;
    }

    private List<ContainerSummary> running() throws EngineException, CommandException {
        List<ContainerSummary> chosen =
                names.isEmpty() ? selection().all() : selection().of(names);
        return chosen.stream().filter(ContainerSummary::isRunning).toList();
    }

    /** Many at once: each takes the engine a second or two, and a connection. */
    private List<Measured> samples() throws Exception {
        List<ContainerSummary> running = running();
        try (ExecutorService measuring = Executors.newFixedThreadPool(
                MOST_AT_ONCE, Thread.ofVirtual().name("console-sample").factory())) {
            List<Callable<Optional<Measured>>> tasks = running.stream()
                    .<Callable<Optional<Measured>>>map(container -> () -> sample(container))
                    .toList();
            List<Measured> measured = new ArrayList<>();
            for (Future<Optional<Measured>> each : measuring.invokeAll(tasks)) {
                each.get().ifPresent(measured::add);
            }
            return measured;
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        }
    }

    private Optional<Measured> sample(ContainerSummary container) throws EngineException, InterruptedException {
        try {
            return Optional.of(
                    new Measured(container, context().engine().stats().sample(container.id()), new Plot()));
        } catch (EngineException refused) {
            refused.throwIfInterrupted();
            if (refused.kind() == EngineException.Kind.AWAY) {
                throw refused;
            }
            // It ended meanwhile.
            return Optional.empty();
        }
    }

    private static Map<String, Object> keyed(Measured row) {
        Usage usage = row.usage();
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("name", row.container().name());
        keys.put("id", row.container().id());
        keys.put("time", usage.time().toString());
        keys.put("cpu_percent", Math.round(usage.processor() * 100) / 100.0);
        keys.put("memory", usage.memory());
        keys.put("memory_limit", usage.memoryLimit());
        keys.put("network_received", usage.received());
        keys.put("network_sent", usage.sent());
        keys.put("disk_read", usage.read());
        keys.put("disk_written", usage.written());
        keys.put("processes", usage.processes());
        return keys;
    }

    private List<String> table(List<Measured> rows) {
        List<Column<Measured>> columns = new ArrayList<>(List.of(
                Column.<Measured>of("NAME", "name", row -> row.container().name())
                        .in(row -> Tone.NAME)
                        .toType(),
                Column.<Measured>of("CPU", "cpu", row -> percent(row.usage().processor()))
                        .in(row -> row.usage().processor() > 90 ? Tone.BAD : Tone.PLAIN),
                Column.<Measured>of(
                        "MEMORY",
                        "memory",
                        row -> Text.bytes(row.usage().memory()) + " / "
                                + Text.bytes(row.usage().memoryLimit())),
                Column.<Measured>of(
                        "NET IN/OUT",
                        "network",
                        row -> Text.bytes(row.usage().received()) + " / "
                                + Text.bytes(row.usage().sent())),
                Column.<Measured>of(
                        "DISK R/W",
                        "disk",
                        row -> Text.bytes(row.usage().read()) + " / "
                                + Text.bytes(row.usage().written())),
                Column.<Measured>of(
                        "PROCESSES",
                        "processes",
                        row -> Long.toString(row.usage().processes()))));
        if (isLive()) {
            columns.add(
                    1,
                    Column.<Measured>of(
                                    "CPU, MINUTES", "plot", row -> row.plot().processor())
                            .in(row -> Tone.GOOD));
            columns.add(
                    4,
                    Column.<Measured>of(
                                    "MEMORY, MINUTES", "plot", row -> row.plot().memory())
                            .in(row -> Tone.WARNING));
        }
        return Table.lines(
                columns, rows, context().screen().columns(), context().screen().colour());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f%%", share);
    }
}
