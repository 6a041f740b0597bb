package io.hatchway.console;

import io.hatchway.container.Change;
import picocli.CommandLine.Command;

/** Let frozen containers go on. */
@Command(name = "unpause", description = "Let frozen containers go on.")
final class UnpauseCommand extends ChangeCommand {
    UnpauseCommand(Context context) {
        super(context);
    }

    @Override
    Change change() {
        return new Change.Unpause();
    }

    @Override
    String done() {
        return "unpaused";
    }
}
