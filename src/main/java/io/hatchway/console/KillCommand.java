package io.hatchway.console;

import io.hatchway.container.Change;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Sends containers a signal. */
@Command(name = "kill", description = "Send containers a signal: KILL without -s.")
final class KillCommand extends ChangeCommand {
    @Option(
            names = {"-s", "--signal"},
            paramLabel = "SIGNAL",
            description = "Which: a name such as HUP, or a number.")
    private String signal = "KILL";

    KillCommand(Context context) {
        super(context);
    }

    @Override
    Change change() throws CommandException {
        String name = signal.toUpperCase(Locale.ROOT).replaceFirst("^SIG", "");
        if (!name.matches("[A-Z0-9+-]{1,12}")) {
            throw CommandException.usage("'" + signal + "' is no signal. Say a name such as HUP, or a number.");
        }
        return new Change.Kill(name);
    }

    @Override
    String done() {
        return "sent " + signal;
    }
}
