package io.hatchway.console;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Takes a role away. */
@Command(name = "revoke", description = "Take a role from a person; sessions it allowed end.")
final class RolesRevokeCommand extends RightsCommand {
    @Parameters(index = "0", paramLabel = "ROLE", description = "Which.")
    private String role = "";

    @Parameters(index = "1", paramLabel = "PERSON", description = "From whom.")
    private String person = "";

    @Mixin
    private Agreement agreement = new Agreement();

    RolesRevokeCommand(Context context) {
        super(context);
    }

    @Override
    Integer run() throws Exception {
        reach().requireAdmin();
        rights().teams().requireRole(role, person);
        agreement.ask(
                this,
                "This takes the role " + role + " from " + person + ": what it allowed, and what it denied.",
                person);
        rights().teams().take(role, person);
        changed("taken", person, role);
        return Codes.OK;
    }
}
