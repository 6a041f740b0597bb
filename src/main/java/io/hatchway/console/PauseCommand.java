package io.hatchway.console;

import io.hatchway.container.Change;
import picocli.CommandLine.Command;

/** Freeze containers. */
@Command(name = "pause", description = "Freeze containers.")
final class PauseCommand extends ChangeCommand {
    PauseCommand(Context context) {
        super(context);
    }

    @Override
    Change change() {
        return new Change.Pause();
    }

    @Override
    String done() {
        return "paused";
    }
}
