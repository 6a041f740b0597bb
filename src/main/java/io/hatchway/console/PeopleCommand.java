package io.hatchway.console;

import java.util.List;
import picocli.CommandLine.Command;

/** People of access.yaml. */
@Command(name = "people", description = "The people of access.yaml: list, add, remove.")
final class PeopleCommand extends CommandFamily {
    PeopleCommand(Context context) {
        super(context);
    }

    @Override
    List<ConsoleCommand> members() {
        return List.of(
                new PeopleListCommand(context()), new PeopleAddCommand(context()), new PeopleRemoveCommand(context()));
    }
}
