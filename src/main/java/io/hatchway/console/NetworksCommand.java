package io.hatchway.console;

import io.hatchway.access.Subject;
import io.hatchway.container.Compose;
import io.hatchway.container.EngineException;
import io.hatchway.container.NetworkSummary;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists networks. */
@Command(name = "networks", description = "List networks.")
final class NetworksCommand extends Listing<NetworkSummary> {
    @Parameters(paramLabel = "NETWORK", arity = "0..*", description = "Names or patterns; all without one.")
    private List<String> names = List.of();

    NetworksCommand(Context context) {
        super(context);
    }

    @Override
    List<NetworkSummary> everything() throws EngineException {
        return context().engine().inventory().networks();
    }

    @Override
    List<Column<NetworkSummary>> columns() {
        return List.of(
                Column.of("NAME", "name", NetworkSummary::name)
                        .in(row -> Tone.NAME)
                        .toType(),
                Column.of("ID", "id", NetworkSummary::id, row -> Text.shortId(row.id()))
                        .in(row -> Tone.FAINT),
                Column.of("DRIVER", "driver", NetworkSummary::driver),
                Column.of("SCOPE", "scope", NetworkSummary::scope),
                Column.of("SUBNETS", "subnets", NetworkSummary::subnets, row -> String.join(", ", row.subnets())),
                Column.of("INTERNAL", "internal", NetworkSummary::internal, row -> row.internal() ? "yes" : "no"));
    }

    @Override
    Subject subject(NetworkSummary row) {
        return Compose.subject(row.name(), row.labels(), "");
    }

    @Override
    String shortName(NetworkSummary row) {
        return row.name();
    }

    @Override
    List<String> patterns() {
        return names;
    }
}
