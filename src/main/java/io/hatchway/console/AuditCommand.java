package io.hatchway.console;

import java.util.List;
import picocli.CommandLine.Command;

/** The family of what is done with the audit log. */
@Command(name = "audit", description = "Read the audit log, and prove that it is as it was written.")
final class AuditCommand extends CommandFamily {
    AuditCommand(Context context) {
        super(context);
    }

    @Override
    List<ConsoleCommand> members() {
        return List.of(new AuditListCommand(context()), new AuditVerifyCommand(context()));
    }

    /** The log is about everybody: who may not do this everywhere would read of others. */
    static void throwUnlessEverywhere(ConsoleCommand command) throws CommandException {
        command.requireEverywhere("The audit log is about everybody, and you may run '" + command.name()
                + "' on some containers alone. Ask the operator.");
    }
}
