package io.hatchway.console;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says the gateway's version. */
@Command(name = "version", description = "Say the gateway's version.")
final class VersionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills what it annotates
    VersionCommand() {}

    @Override
    public Integer call() {
        spec.commandLine().getOut().println("hatchway " + spec.parent().version()[0]);
        return 0;
    }
}
