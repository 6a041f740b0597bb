package io.hatchway.console;

import io.hatchway.access.Register;
import io.hatchway.audit.AuditEvent;
import io.hatchway.audit.Who;
import io.hatchway.keys.EditException;
import io.hatchway.keys.KeyPlace;
import io.hatchway.session.Printable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** A command about who may open what. */
abstract class RightsCommand extends ConsoleCommand {
    @Option(names = "--json", description = "One JSON array, with the same keys for ever.")
    private boolean json;

    RightsCommand(Context context) {
        super(context);
    }

    final Rights rights() {
        return context().wiring().rights();
    }

    final Register register() {
        return rights().register().get();
    }

    /** Tells whoever sees everything that access.yaml says something else by now than what is shown. */
    final void remarkRefusal() {
        if (reach().seesEverything()) {
            rights().teams()
                    .refusal()
                    .ifPresent(refusal -> context()
                            .say("What is shown is in force, and not what the file says now, for that is refused: "
                                    + refusal));
        }
    }

    final Reach reach() {
        return new Reach(context(), name());
    }

    final boolean isJson() {
        return json;
    }

    final <T> void list(List<Column<T>> columns, List<T> rows) throws InterruptedException {
        Rows<T> shown = new Rows<>(columns, rows);
        if (json) {
            context().out().println(shown.json());
        } else {
            context().screen().show(shown.table(context().screen()));
        }
    }

    /** Tells the audit log and the caller which lines were changed. */
    final void changed(String change, String fingerprint, List<KeyPlace> places) {
        for (KeyPlace place : places) {
            audit(new AuditEvent.KeyChanged(
                    context().session().id(), who(), change, opens(place.opens()), fingerprint, place.origin()));
        }
        if (json) {
            context()
                    .out()
                    .println(Json.of(places.stream()
                            .map(place -> row(change, fingerprint, place))
                            .toList()));
        } else {
            places.forEach(place ->
                    context().out().println(Printable.text(change + " " + fingerprint + " " + place.origin())));
        }
    }

    private static Map<String, Object> row(String change, String fingerprint, KeyPlace place) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("change", change);
        row.put("opens", opens(place.opens()));
        row.put("fingerprint", fingerprint);
        row.put("comment", place.comment());
        row.put("origin", place.origin());
        return row;
    }

    /** Tells the audit log and the caller what became of a person. */
    final void changed(String change, String person, String detail) {
        audit(new AuditEvent.PersonChanged(context().session().id(), who(), change, person, detail));
        if (json) {
            context().out().println(Json.of(List.of(Map.of("change", change, "person", person, "detail", detail))));
        } else {
            context().out().println(Printable.text(change + " " + person + (detail.isEmpty() ? "" : ": " + detail)));
        }
    }

    private void audit(AuditEvent event) {
        context().wiring().audit().accept(event);
    }

    private Who who() {
        return Who.of(context().grant());
    }

    static String opens(KeyPlace.Opens opens) {
        return switch (opens) {
            case KeyPlace.Opens.Logins(String pattern) -> pattern;
            case KeyPlace.Opens.Persons(String name) -> name;
            case KeyPlace.Opens.Authorities authorities -> "authorities";
        };
    }

    /**
     * Runs it.
     *
     * @throws EditException when what is asked for cannot be written
     */
    abstract Integer run() throws Exception;

    @Override
    public final Integer call() throws Exception {
        try {
            return run();
        } catch (EditException refused) {
            throw refused.isUnknown()
                    ? CommandException.unknown(refused.sentence())
                    : CommandException.failed(refused.sentence());
        }
    }
}
