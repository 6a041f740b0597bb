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
        remarkRefusal();
        List<Role> roles = reach().seesEverything() ? register().teams().roles() : List.of();
        Role role = roles.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> CommandException.unknown("There is no role '" + name + "'"
                        + Nearest.hint(name, roles.stream().map(Role::name).toList())
                                .orElse(".")));
        List<String> entries = AccessReport.role(role);
        if (isJson()) {
            context().out().println(Json.of(entries));
        } else {
            entries.forEach(entry -> context().out().println(Printable.text(entry)));
        }
        return Codes.OK;
    }
}
