package io.hatchway.console;

import io.hatchway.access.Person;
import io.hatchway.access.Role;
import java.util.List;
import picocli.CommandLine.Command;

/** Lists people. */
@Command(name = "list", description = "The people of access.yaml.")
final class PeopleListCommand extends RightsCommand implements OnlyLooks {
    PeopleListCommand(Context context) {
        super(context);
    }

    @Override
    Integer run() throws InterruptedException {
        list(columns(), reach().seesEverything() ? register().teams().people() : List.of());
        return Codes.OK;
    }

    private static List<Column<Person>> columns() {
        return List.of(
                Column.of("PERSON", "name", Person::name),
                Column.of("ROLES", "roles", PeopleListCommand::roles, person -> String.join(" ", roles(person))),
                Column.of(
                        "KEYS",
                        "keys",
                        person -> person.keys().stream()
                                .map(line -> line.key().fingerprint())
                                .toList(),
                        person -> Integer.toString(person.keys().size())),
                Column.of(
                        "PRINCIPALS",
                        "principals",
                        Person::principals,
                        person -> String.join(" ", person.principals())),
                Column.of(
                        "CODE",
                        "second_factor",
                        person -> person.secondFactor().isPresent(),
                        person -> person.secondFactor().isPresent() ? "yes" : ""),
                Column.of("WRITTEN IN", "origin", person -> person.origin().toString()));
    }

    private static List<String> roles(Person person) {
        return person.roles().stream().map(Role::name).toList();
    }
}
