package io.hatchway.gate;

import io.hatchway.config.InvalidConfigurationException;
import io.hatchway.config.Problems;
import io.hatchway.config.Settings;
import io.hatchway.keys.KeySnapshot;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says what is wrong with the configuration and the keys, all of it, and changes nothing. */
@Command(name = "check", description = "Check the configuration and the keys; name every problem with file and line.")
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private SettingsOptions options;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills what it annotates
    CheckCommand() {}

    @Override
    public Integer call() throws InvalidConfigurationException {
        Problems problems = new Problems();
        Settings settings = options.read(System.getenv(), problems);
        KeySnapshot keys = KeySnapshot.read(settings.keys(), settings.runAs());
        problems.addAll(keys.problems());
        PrintWriter out = spec.commandLine().getOut();
        problems.list().forEach(problem -> spec.commandLine().getErr().println(problem));
        if (problems.hasErrors()) {
            return Main.FAILED;
        }
        out.println("The configuration and " + keys.lines() + " keys in " + settings.keys() + " are in order.");
        return 0;
    }
}
