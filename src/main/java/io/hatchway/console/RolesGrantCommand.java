package io.hatchway.console;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Gives a role. */
@Command(name = "grant", description = "Give a person a role.")
final class RolesGrantCommand extends RightsCommand {
    @Parameters(index = "0", paramLabel = "ROLE", description = "Which.")
    private String role = "";

    @Parameters(index = "1", paramLabel = "PERSON", description = "To whom.")
    private String person = "";

    RolesGrantCommand(Context context) {
        super(context);
    }

    @Override
    Integer run() throws Exception {
        reach().requireAdmin();
        rights().teams().grant(role, person);
        changed("granted", person, role);
        return Codes.OK;
    }
}
