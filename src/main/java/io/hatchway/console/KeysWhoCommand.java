package io.hatchway.console;

import io.hatchway.access.Lookup;
import io.hatchway.access.Opening;
import io.hatchway.access.SourceAddresses;
import io.hatchway.keys.AccessReport;
import io.hatchway.keys.KeyPlace;
import io.hatchway.session.Printable;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Says who may open a login. */
@Command(name = "who", description = "Who may open a login, by which line, with what.")
final class KeysWhoCommand extends RightsCommand implements OnlyLooks {
    @Parameters(paramLabel = "LOGIN", description = "The login, such as web, shop.web or admin.")
    private String login = "";

    KeysWhoCommand(Context context) {
        super(context);
    }

    @Override
    Integer run() throws CommandException {
        if (!reach().sees(new KeyPlace.Opens.Logins(login))) {
            throw CommandException.denied("You may not ask who may open '" + login + "'.");
        }
        AtomicReference<Optional<Lookup>> asked = new AtomicReference<>(Optional.empty());
        List<Opening> openings = context()
                .wiring()
                .policy()
                .get()
                .who(
                        login,
                        name -> {
                            Lookup container = context().engine().containers().lookup(name);
                            asked.set(Optional.of(container));
                            return container;
                        },
                        Instant.now());
        if (isJson()) {
            context()
                    .out()
                    .println(Json.of(openings.stream().map(KeysWhoCommand::row).toList()));
        } else {
            AccessReport.who(login, openings, asked.get())
                    .forEach(line -> context().out().println(Printable.text(line)));
        }
        return Codes.OK;
    }

    private static Map<String, Object> row(Opening opening) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", opening.name());
        row.put(
                "fingerprint",
                switch (opening.bearer()) {
                    case Opening.Bearer.Key key -> key.key().fingerprint();
                    case Opening.Bearer.Certificate certificate ->
                        certificate.authority().fingerprint();
                });
        row.put(
                "principal",
                switch (opening.bearer()) {
                    case Opening.Bearer.Key key -> "";
                    case Opening.Bearer.Certificate certificate -> certificate.principal();
                });
        row.put("gives", AccessReport.given(opening));
        row.put(
                "expires",
                opening.restrictions().expiry().map(Instant::toString).orElse(""));
        row.put(
                "from",
                opening.restrictions().from().map(SourceAddresses::toString).orElse(""));
        row.put("second_factor", opening.secondFactor());
        row.put("origin", opening.origin().toString());
        return row;
    }
}
