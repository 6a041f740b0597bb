package io.hatchway.console;

import io.hatchway.container.ContainerSummary;
import io.hatchway.container.EngineException;
import io.hatchway.container.Processes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists a container's processes. */
@Command(name = "top", description = "List a container's processes.")
final class TopCommand extends ConsoleCommand implements OnlyLooks {
    @Parameters(paramLabel = "CONTAINER", description = "Its name or service.")
    private String container = "";

    @Option(
            names = {"-w", "--watch"},
            description = "Again every two seconds, until Ctrl-C.")
    private boolean watch;

    @Option(names = "--json", description = "One JSON array; the keys are the engine's titles.")
    private boolean json;

    TopCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() throws Exception {
        if (watch) {
            Live.checkAlone(json, "--json");
        }
        ContainerSummary chosen = selection().one(container);
        switch (chosen.state()) {
            case "created", "exited", "dead" ->
                throw new EngineException(
                        EngineException.Kind.STATE,
                        "The container " + chosen.name()
                                + " is not running, so it has no processes. Start it with: start " + chosen.name());
            default -> {} // has some, or will say itself why not
        }
        if (watch) {
            return Live.show(context(), 2, () -> table(processes(chosen)));
        }
        Processes found = processes(chosen);
        if (json) {
            context()
                    .out()
                    .println(Json.of(found.rows().stream()
                            .map(row -> keyed(found.titles(), row))
                            .toList()));
        } else {
            context().screen().show(table(found));
        }
        return Codes.OK;
    }

    private Processes processes(ContainerSummary chosen) throws Exception {
        return context().engine().stats().processes(chosen.id());
    }

    private static Map<String, Object> keyed(List<String> titles, List<String> row) {
        Map<String, Object> keys = new LinkedHashMap<>();
        IntStream.range(0, Math.min(titles.size(), row.size())).forEach(at -> keys.put(titles.get(at), row.get(at)));
        return keys;
    }

    private List<String> table(Processes found) {
        List<Column<List<String>>> columns = IntStream.range(0, found.titles().size())
                .mapToObj(at -> Column.<List<String>>of(
                        found.titles().get(at), found.titles().get(at), row -> at < row.size() ? row.get(at) : ""))
                .toList();
        return Table.lines(
                columns,
                found.rows(),
                context().screen().columns(),
                context().screen().colour());
    }
}
