package io.hatchway.console;

import io.hatchway.container.EngineSummary;
import io.hatchway.session.Printable;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says what the engine is and how much there is on it. */
@Command(name = "info", description = "Say what the engine is and how much there is on it.")
final class InfoCommand extends ConsoleCommand implements OnlyLooks {
    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    InfoCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() throws Exception {
        EngineSummary engine = context().engine().inventory().summary();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("gateway", context().wiring().version());
        facts.put("engine", engine.name());
        facts.put("version", engine.version());
        facts.put("api", engine.apiVersion());
        facts.put("system", engine.system());
        facts.put("kernel", engine.kernel());
        facts.put("architecture", engine.architecture());
        facts.put("processors", engine.processors());
        facts.put("memory", engine.memory());
        facts.put("running", engine.running());
        facts.put("paused", engine.paused());
        facts.put("stopped", engine.stopped());
        facts.put("images", engine.images());
        facts.put("storage", engine.storage());
        facts.put("folder", engine.folder());
        if (json) {
            context().out().println(Json.of(facts));
            return Codes.OK;
        }
        facts.put("memory", Text.bytes(engine.memory()));
        facts.forEach((name, value) -> context()
                .out()
                .println(Tone.TITLE.paint(
                                "%-13s".formatted(name), context().screen().colour())
                        + Printable.text(String.valueOf(value))));
        return Codes.OK;
    }
}
