package io.hatchway.console;

import picocli.CommandLine.Command;

/** Says the gateway's version. */
@Command(name = "version", description = "Say the gateway's version.")
final class VersionCommand extends ConsoleCommand {
    VersionCommand(Context context) {
        super(context);
    }

    @Override
    boolean changes() {
        return false;
    }

    @Override
    public Integer call() {
        context().out().println("hatchway " + context().wiring().version());
        return Codes.OK;
    }
}
