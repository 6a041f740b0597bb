package io.hatchway.console;

import io.hatchway.access.Subject;
import io.hatchway.container.Compose;
import io.hatchway.container.EngineException;
import io.hatchway.container.VolumeSummary;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists volumes. */
@Command(name = "volumes", description = "List volumes.")
final class VolumesCommand extends Listing<VolumeSummary> {
    @Parameters(paramLabel = "VOLUME", arity = "0..*", description = "Names or patterns; all without one.")
    private List<String> names = List.of();

    VolumesCommand(Context context) {
        super(context);
    }

    @Override
    List<VolumeSummary> everything() throws EngineException {
        return context().engine().inventory().volumes();
    }

    @Override
    List<Column<VolumeSummary>> columns() {
        return List.of(
                Column.of("NAME", "name", VolumeSummary::name)
                        .in(row -> Tone.NAME)
                        .toType(),
                Column.of("DRIVER", "driver", VolumeSummary::driver),
                Column.of("USED", "used", VolumeSummary::used, row -> row.used() ? "yes" : "no"),
                Column.of("PLACE", "place", VolumeSummary::place));
    }

    @Override
    Subject subject(VolumeSummary row) {
        return Compose.subject(row.name(), row.labels(), "");
    }

    @Override
    String shortName(VolumeSummary row) {
        return row.name();
    }

    @Override
    List<String> patterns() {
        return names;
    }
}
