package io.hatchway.console;

import io.hatchway.container.Change;
import io.hatchway.container.Compose;
import io.hatchway.container.ContainerSummary;
import io.hatchway.session.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Renames a container. */
@Command(name = "rename", description = "Give a container another name: it is what logins and grants go by.")
final class RenameCommand extends ConsoleCommand {
    @Parameters(index = "0", paramLabel = "CONTAINER", description = "Which.")
    private String container = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "Its new name.")
    private String name = "";

    RenameCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() throws Exception {
        ContainerSummary chosen = selection().one(container);
        // Under another name it could come into other people's reach, or out of the caller's.
        if (!mayTouch(Compose.subject(name, chosen.labels(), ""))) {
            throw new CommandException(
                    Codes.REFUSED, "You may not rename a container to '" + name + "'. Ask the operator to grant it.");
        }
        context().engine().lifecycle().apply(chosen.id(), new Change.Rename(name));
        context().out().println(Printable.text(chosen.name()) + ": renamed to " + Printable.text(name));
        return Codes.OK;
    }
}
