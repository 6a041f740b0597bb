package io.hatchway.console;

import java.util.Map;
import picocli.CommandLine.Command;

/** Says the gateway's version. */
@Command(name = "version", description = "Say the gateway's version.")
final class VersionCommand extends ConsoleCommand implements OnlyLooks {
    VersionCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        String version = context().wiring().version();
        context().out().println(context().forPrograms() ? Json.of(Map.of("version", version)) : "hatchway " + version);
        return Codes.OK;
    }
}
