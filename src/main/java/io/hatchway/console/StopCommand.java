package io.hatchway.console;

import io.hatchway.container.Change;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Ends containers. */
@Command(name = "stop", description = "End containers; they can be started again.")
final class StopCommand extends ChangeCommand {
    private static final int LONGEST = 500;

    @Option(
            names = {"-t", "--time"},
            paramLabel = "SECONDS",
            description = "Kill it after so long; without it, after as long as the container asks for.")
    private Optional<Integer> time = Optional.empty();

    StopCommand(Context context) {
        super(context);
    }

    /** How long a container has to end by itself. */
    static OptionalInt patience(Optional<Integer> seconds) throws CommandException {
        if (seconds.isEmpty()) {
            return OptionalInt.empty();
        }
        if (seconds.get() < 0 || seconds.get() > LONGEST) {
            throw CommandException.usage("--time wants seconds, at most " + LONGEST + ".");
        }
        return OptionalInt.of(seconds.get());
    }

    @Override
    Change change() throws CommandException {
        return new Change.Stop(patience(time));
    }

    @Override
    String done() {
        return "stopped";
    }
}
