package io.hatchway.console;

import io.hatchway.access.Person;
import io.hatchway.access.Role;
import java.util.List;
import picocli.CommandLine.Command;

/** Lists roles. */
@Command(name = "list", description = "The roles of access.yaml, and who has them.")
final class RolesListCommand extends RightsCommand implements OnlyLooks {
    RolesListCommand(Context context) {
        super(context);
    }

    @Override
    Integer run() throws InterruptedException {
        remarkRefusal();
        list(columns(), reach().seesEverything() ? register().teams().roles() : List.of());
        return Codes.OK;
    }

    private List<Column<Role>> columns() {
        return List.of(
                Column.of("ROLE", "name", Role::name),
                Column.of("PEOPLE", "people", this::people, role -> String.join(" ", people(role))),
                Column.of("PRINCIPALS", "principals", Role::principals, role -> String.join(" ", role.principals())),
                Column.of(
                        "ENTRIES",
                        "entries",
                        role -> role.clauses().size(),
                        role -> Integer.toString(role.clauses().size())));
    }

    private List<String> people(Role role) {
        return register().teams().people().stream()
                .filter(person -> person.roles().contains(role))
                .map(Person::name)
                .toList();
    }
}
