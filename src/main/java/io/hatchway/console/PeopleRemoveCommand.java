package io.hatchway.console;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Takes a person out. */
@Command(name = "remove", description = "Take a person out of access.yaml; the person's sessions end.")
final class PeopleRemoveCommand extends RightsCommand {
    @Parameters(paramLabel = "PERSON", description = "Who.")
    private String name = "";

    @Mixin
    private Agreement agreement = new Agreement();

    PeopleRemoveCommand(Context context) {
        super(context);
    }

    @Override
    Integer run() throws Exception {
        reach().requireAdmin();
        rights().teams().requirePerson(name);
        agreement.ask(this, "This takes " + name + " out of access.yaml, and ends the person's sessions.", name);
        rights().teams().remove(name);
        changed("removed", name, "");
        return Codes.OK;
    }
}
