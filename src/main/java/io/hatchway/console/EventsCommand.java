package io.hatchway.console;

import io.hatchway.access.Glob;
import io.hatchway.access.Subject;
import io.hatchway.container.Compose;
import io.hatchway.container.EngineEvent;
import io.hatchway.session.Printable;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells what happens on the engine. */
@Command(name = "events", description = "Tell what happens on the engine, until Ctrl-C.")
final class EventsCommand extends ConsoleCommand implements OnlyLooks {
    static final List<String> TYPES = List.of(
            "builder",
            "config",
            "container",
            "daemon",
            "image",
            "network",
            "node",
            "plugin",
            "secret",
            "service",
            "volume");

    @Parameters(paramLabel = "CONTAINER", arity = "0..*", description = "Only of these names, services or patterns.")
    private List<String> names = List.of();

    @Option(names = "--since", paramLabel = "TIME", description = "Also what happened since then: 10m, 2h, a date.")
    private Optional<String> since = Optional.empty();

    @Option(names = "--until", paramLabel = "TIME", description = "Not for ever, but until then.")
    private Optional<String> until = Optional.empty();

    @Option(names = "--type", paramLabel = "KIND", description = "Only of this kind, such as container or image.")
    private Optional<String> type = Optional.empty();

    @Option(names = "--action", paramLabel = "ACTION", description = "Only this action or pattern, such as die.")
    private Optional<String> action = Optional.empty();

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    EventsCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() throws Exception {
        Choice.check("--type", type, TYPES);
        Instant now = Instant.now();
        Optional<Instant> from = Times.parse(since, now);
        Optional<Instant> to = Times.parse(until, now);
        context().engine().events().read(from, to, event -> {
            if (isWanted(event)) {
                print(event);
            }
        });
        return Codes.OK;
    }

    private boolean isWanted(EngineEvent event) {
        Subject subject = Compose.subject(event.name(), event.attributes(), "");
        // A health check's exec comes every few seconds, for ever.
        boolean noise = event.action().startsWith("exec_") && action.isEmpty();
        return !noise
                && mayTouch(subject)
                && type.map(event.type()::equals).orElse(true)
                && action.map(pattern -> Glob.matches(pattern, event.action())).orElse(true)
                && (names.isEmpty()
                        || names.stream()
                                .anyMatch(pattern ->
                                        subject.names().stream().anyMatch(name -> Glob.matches(pattern, name))));
    }

    private void print(EngineEvent event) throws InterruptedException {
        if (json) {
            Map<String, Object> keys = new LinkedHashMap<>();
            keys.put("time", event.time().toString());
            keys.put("type", event.type());
            keys.put("action", event.action());
            keys.put("name", event.name());
            keys.put("id", event.id());
            keys.put("attributes", event.attributes());
            context().out().println(Json.of(keys));
        } else {
            boolean colour = context().screen().colour();
            context()
                    .out()
                    .println(Tone.FAINT.paint(event.time().toString(), colour) + " "
                            + Printable.text(event.type()) + " "
                            + Tone.NAME.paint(Printable.text(event.name()), colour) + " "
                            + Printable.text(event.action()));
        }
        context().flush();
    }
}
