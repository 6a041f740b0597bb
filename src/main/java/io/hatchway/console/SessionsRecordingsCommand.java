package io.hatchway.console;

import io.hatchway.audit.KeptRecordings.Kept;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists recordings. */
@Command(name = "recordings", description = "List the recordings of terminals there are, the oldest first.")
final class SessionsRecordingsCommand extends ConsoleCommand implements OnlyLooks {
    @Option(names = "--json", description = "One JSON array, with the same keys for ever.")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "Ids of sessions alone, one a line.")
    private boolean quiet;

    SessionsRecordingsCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() throws Exception {
        Rows<Kept> kept = new Rows<>(columns(), new Shelf(context(), name()).all());
        if (json) {
            context().out().println(kept.json());
        } else if (quiet) {
            kept.rows().forEach(row -> context().out().println(row.session()));
        } else {
            context().screen().show(kept.table(context().screen()));
        }
        return Codes.OK;
    }

    private static List<Column<Kept>> columns() {
        Instant now = Instant.now();
        return List.of(
                Column.of("SESSION", "session", Kept::session, (Kept row) -> Text.shortId(row.session()))
                        .toType(),
                Column.of(
                        "BEGAN", "began", row -> row.began().toString(), row -> Text.since(row.began(), now) + " ago"),
                Column.of("SIZE", "bytes", SessionsRecordingsCommand::bytes, row -> Text.bytes(bytes(row))),
                Column.of("FILE", "file", row -> row.file().getFileName().toString()));
    }

    private static long bytes(Kept row) {
        try {
            return Files.size(row.file());
        } catch (IOException gone) {
            return 0;
        }
    }
}
