package io.hatchway.console;

import io.hatchway.audit.Peer;
import io.hatchway.container.Container;
import io.hatchway.session.Session;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists sessions. */
@Command(name = "list", description = "List the sessions that run, the oldest first.")
final class SessionsListCommand extends ConsoleCommand implements OnlyLooks {
    @Option(names = "--json", description = "One JSON array, with the same keys for ever.")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "Ids alone, one a line.")
    private boolean quiet;

    @Option(
            names = {"-w", "--watch"},
            description = "Again every two seconds, until Ctrl-C.")
    private boolean watch;

    SessionsListCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() throws Exception {
        if (watch) {
            Live.checkAlone(json || quiet, "--json and --quiet");
            return Live.show(context(), 2, () -> sessions().table(context().screen()));
        }
        if (json) {
            context().out().println(sessions().json());
        } else if (quiet) {
            sessions().rows().forEach(row -> context().out().println(row.id()));
        } else {
            context().screen().show(sessions().table(context().screen()));
        }
        return Codes.OK;
    }

    private Rows<Session> sessions() {
        return new Rows<>(columns(), new SessionSelection(context(), name()).all());
    }

    private List<Column<Session>> columns() {
        Instant now = Instant.now();
        return List.of(
                Column.<Session>of("ID", "id", Session::id, row -> Text.shortId(row.id()))
                        .in(row -> row == context().session() ? Tone.GOOD : Tone.NAME)
                        .toType(),
                Column.of("WHO", "identity", row -> row.grant().identity().name()),
                Column.of("FROM", "from", row -> Peer.text(row.client())),
                Column.of("LOGIN", "login", row -> row.grant().target().login()),
                Column.of(
                        "CONTAINER",
                        "container",
                        row -> row.container().map(Container::name).orElse("")),
                Column.of("DOES", "does", SessionSelection::activity, SessionsListCommand::does),
                Column.of("SINCE", "since", row -> row.began().toString(), row -> Text.since(row.began(), now)),
                Column.of(
                        "IDLE", "idle_s", row -> row.idle().toSeconds(), row -> Text.since(now.minus(row.idle()), now)),
                Column.of("IN", "bytes_in", Session::bytesIn, row -> Text.bytes(row.bytesIn())),
                Column.of("OUT", "bytes_out", Session::bytesOut, row -> Text.bytes(row.bytesOut())));
    }

    private static String does(Session session) {
        return SessionSelection.activity(session) + (session.request().pty().isPresent() ? " (tty)" : "");
    }
}
