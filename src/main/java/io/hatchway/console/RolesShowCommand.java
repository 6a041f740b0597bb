package io.hatchway.console;

import io.hatchway.access.Role;
import io.hatchway.keys.AccessReport;
import io.hatchway.session.Printable;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Says what a role allows and denies. */
@Command(name = "show", description = "What a role allows and denies.")
final class RolesShowCommand extends RightsCommand implements OnlyLooks {
    @Parameters(paramLabel = "ROLE", description = "Which.")
    private String name = "";

    RolesShowCommand(Context context) {
        super(context);
    }

    @Override
    Integer run() throws CommandException {
        Role role = register().teams().roles().stream()
                .filter(each -> reach().seesEverything() && each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> CommandException.unknown("There is no role '" + name + "'."));
        List<String> entries = AccessReport.role(role);
        if (isJson()) {
            context().out().println(Json.of(entries));
        } else {
            entries.forEach(entry -> context().out().println(Printable.text(entry)));
        }
        return Codes.OK;
    }
}
