package io.hatchway.console;

import io.hatchway.container.Change;
import io.hatchway.container.ContainerSummary;
import io.hatchway.container.EngineException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Starts containers. */
@Command(name = "start", description = "Start containers.")
final class StartCommand extends ChangeCommand {
    @Mixin
    private Waiting waiting = new Waiting();

    StartCommand(Context context) {
        super(context);
    }

    @Override
    Change change() {
        return new Change.Start();
    }

    @Override
    String done() {
        return "started";
    }

    @Override
    String await(ContainerSummary container) throws EngineException, CommandException, InterruptedException {
        return waiting.isAsked() ? awaitHealth(container, waiting.seconds()) : "";
    }
}
