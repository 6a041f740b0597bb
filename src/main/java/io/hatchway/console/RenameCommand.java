package io.hatchway.console;

import io.hatchway.access.Target;
import io.hatchway.container.Change;
import io.hatchway.container.ContainerSummary;
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
        // Another name can take it into what somebody is allowed and out of what somebody is denied.
        if (new RunRights(context(), name()).areLimited()) {
            throw CommandException.denied(
                    "You may not rename a container: logins and roles go by names, and yours do not cover everything."
                            + " Ask the operator to rename it.");
        }
        // The engine knows nothing of logins: its own words for a name that is none say more than ours would.
        if (context()
                .wiring()
                .policy()
                .get()
                .target(name)
                .filter(Target.Console.class::isInstance)
                .isPresent()) {
            throw CommandException.failed("'" + name
                    + "' is a console's name: a login of that name opens the console, so nobody could log in to the"
                    + " container. Choose another.");
        }
        Deeds deeds = deeds();
        deeds.attempt(new Deeds.Thing("container", chosen.name()), () -> {
            context().engine().lifecycle().apply(chosen.id(), new Change.Rename(name));
            return new Deeds.Done("renamed to " + name).with("name", name);
        });
        return deeds.code();
    }
}
