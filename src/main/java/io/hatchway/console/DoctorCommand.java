package io.hatchway.console;

import io.hatchway.container.EngineException;
import io.hatchway.container.EngineSummary;
import io.hatchway.session.Printable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Looks for what is wrong, and says what to do. */
@Command(name = "doctor", description = "Look for what is wrong with the gateway and its engine, and say what to do.")
final class DoctorCommand extends ConsoleCommand implements OnlyLooks {
    private static final Duration CLOCKS_APART = Duration.ofSeconds(5);
    private static final double LITTLE_HEAP = 0.9;

    @Option(names = "--json", description = "One JSON array of checks.")
    private boolean json;

    DoctorCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() throws Exception {
        List<Finding> findings = new ArrayList<>();
        engine(findings);
        findings.add(keys());
        findings.addAll(context().wiring().watchroom().checkup().get());
        findings.add(heap());
        List<Column<Finding>> columns = List.of(
                Column.of("CHECK", "check", Finding::check).in(row -> Tone.TITLE),
                Column.of("RESULT", "result", Finding::result).in(row -> row.isWell() ? Tone.GOOD : Tone.BAD),
                Column.of("FOUND", "found", Finding::found),
                Column.of("WHAT TO DO", "todo", Finding::todo));
        if (json) {
            context()
                    .out()
                    .println(Json.of(findings.stream()
                            .map(each -> Json.row(columns, each))
                            .toList()));
        } else {
            findings.forEach(this::print);
        }
        return findings.stream().allMatch(Finding::isWell) ? Codes.OK : Codes.FAILED;
    }

    /** Not as a table: what to do is a sentence and must not be cut. */
    private void print(Finding finding) {
        boolean colour = context().screen().colour();
        Tone tone = finding.isWell() ? Tone.GOOD : Tone.BAD;
        context()
                .out()
                .println(tone.paint("%-8s".formatted(finding.result()), colour) + " "
                        + Tone.TITLE.paint("%-12s".formatted(finding.check()), colour) + " "
                        + Printable.text(finding.found()));
        if (!finding.todo().isEmpty()) {
            context().out().println(" ".repeat(22) + Printable.text(finding.todo()));
        }
    }

    private void engine(List<Finding> findings) throws InterruptedException {
        try {
            long began = System.nanoTime();
            EngineSummary engine = context().engine().inventory().summary();
            long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
            findings.add(
                    Finding.well("engine", engine.name() + " " + engine.version() + " answers in " + millis + " ms"));
            for (String warning : engine.warnings()) {
                findings.add(Finding.off("engine", warning, "See to it on the engine's host."));
            }
            Duration apart = Duration.between(engine.clock(), Instant.now()).abs();
            findings.add(
                    apart.compareTo(CLOCKS_APART) <= 0
                            ? Finding.well("clock", "the engine's and the gateway's agree")
                            : Finding.off(
                                    "clock",
                                    "the engine's and the gateway's are " + apart.toSeconds() + " s apart",
                                    "Let both hosts take the time from the network: expiry dates and logs depend on it."));
        } catch (EngineException away) {
            away.throwIfInterrupted();
            findings.add(Finding.off(
                    "engine", away.sentence(), "Start it, and see that the gateway's user may open its socket."));
        }
    }

    private Finding keys() {
        return context().wiring().policy().get().hasAdmin(Instant.now())
                ? Finding.well("keys", "somebody may open the console")
                : Finding.off("keys", "nobody may open the console", "Put a key into the keys folder's file admin.");
    }

    private static Finding heap() {
        Runtime runtime = Runtime.getRuntime();
        long used = runtime.totalMemory() - runtime.freeMemory();
        String found = Text.bytes(used) + " of " + Text.bytes(runtime.maxMemory()) + " used";
        return used < LITTLE_HEAP * runtime.maxMemory()
                ? Finding.well("memory", found)
                : Finding.off("memory", found, "Give the gateway a larger heap, or lower its limits.");
    }
}
