package io.hatchway.console;

import java.util.List;
import picocli.CommandLine.Command;

/** Roles of access.yaml. */
@Command(name = "roles", description = "The roles of access.yaml: list, show, grant, revoke.")
final class RolesCommand extends CommandFamily {
    RolesCommand(Context context) {
        super(context);
    }

    @Override
    List<ConsoleCommand> members() {
        return List.of(
                new RolesListCommand(context()),
                new RolesShowCommand(context()),
                new RolesGrantCommand(context()),
                new RolesRevokeCommand(context()));
    }
}
