package io.hatchway.console;

import io.hatchway.container.Change;
import io.hatchway.container.ContainerSummary;
import io.hatchway.container.EngineException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Ends containers and starts them again. */
@Command(name = "restart", description = "End containers and start them again.")
final class RestartCommand extends ChangeCommand {
    @Mixin
    private Waiting waiting = new Waiting();

    @Option(
            names = {"-t", "--time"},
            paramLabel = "SECONDS",
            description = "Kill it after so long; without it, after as long as the container asks for.")
    private Optional<Integer> time = Optional.empty();

    RestartCommand(Context context) {
        super(context);
    }

    @Override
    Change change() throws CommandException {
        return new Change.Restart(StopCommand.patience(time));
    }

    @Override
    String done() {
        return "restarted";
    }

    @Override
    String await(ContainerSummary container) throws EngineException, CommandException, InterruptedException {
        return waiting.isAsked() ? awaitHealth(container, waiting.seconds()) : "";
    }
}
