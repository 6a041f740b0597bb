package io.hatchway.console;

import io.hatchway.access.Subject;
import io.hatchway.container.ContainerSummary;
import io.hatchway.container.EngineException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists containers. */
@Command(name = "ps", description = "List containers: those that run, or all with -a.")
final class PsCommand extends Listing<ContainerSummary> {
    static final List<String> STATES =
            List.of("created", "restarting", "running", "removing", "paused", "exited", "dead");

    @Parameters(paramLabel = "CONTAINER", arity = "0..*", description = "Names, services or patterns; all without one.")
    private List<String> names = List.of();

    @Option(
            names = {"-a", "--all"},
            description = "Also those that do not run.")
    private boolean all;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "Only those in this state, such as exited; also those that do not run.")
    private Optional<String> state = Optional.empty();

    PsCommand(Context context) {
        super(context);
    }

    @Override
    void checkOptions() throws CommandException {
        Choice.check("--state", state, STATES);
    }

    @Override
    List<ContainerSummary> everything() throws EngineException {
        return context().engine().inventory().containers();
    }

    @Override
    boolean isWanted(ContainerSummary row) {
        return state.map(row.state()::equals).orElse(all || isUp(row));
    }

    private static boolean isUp(ContainerSummary row) {
        return switch (row.state()) {
            case "running", "paused", "restarting" -> true;
            default -> false;
        };
    }

    @Override
    List<Column<ContainerSummary>> columns() {
        Instant now = Instant.now();
        return List.of(
                Column.of("NAME", "name", ContainerSummary::name)
                        .in(row -> Tone.NAME)
                        .toType(),
                Column.of("ID", "id", ContainerSummary::id, row -> Text.shortId(row.id()))
                        .in(row -> Tone.FAINT),
                Column.of("IMAGE", "image", ContainerSummary::image),
                Column.<ContainerSummary>of("STATE", "state", ContainerSummary::state)
                        .in(row -> Tone.ofState(row.state(), row.status())),
                Column.of("STATUS", "status", ContainerSummary::status),
                Column.of(
                        "CREATED",
                        "created",
                        row -> row.created().toString(),
                        row -> Text.since(row.created(), now) + " ago"),
                Column.of("PORTS", "ports", ContainerSummary::ports, row -> String.join(", ", row.ports())),
                Column.of("SERVICE", "service", row -> row.service().orElse("")));
    }

    @Override
    Subject subject(ContainerSummary row) {
        return row.subject();
    }

    @Override
    String shortName(ContainerSummary row) {
        return row.name();
    }

    @Override
    List<String> patterns() {
        return names;
    }
}
