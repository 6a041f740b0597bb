package io.hatchway.console;

import io.hatchway.access.LoginPattern;
import io.hatchway.access.Target;
import io.hatchway.keys.KeyPlace;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists keys. */
@Command(name = "list", description = "Every line with a key that is in force, of the keys folder and of people.")
final class KeysListCommand extends RightsCommand implements OnlyLooks {
    @Parameters(
            paramLabel = "LOGIN",
            arity = "0..1",
            description = "Only those of the files that open this login, or of this person.")
    private Optional<String> wanted = Optional.empty();

    KeysListCommand(Context context) {
        super(context);
    }

    @Override
    Integer run() throws InterruptedException {
        Reach reach = reach();
        list(
                KeyRow.columns(Instant.now()),
                KeyRow.of(register())
                        .filter(row -> reach.sees(row.opens()))
                        .filter(row ->
                                wanted.map(name -> means(row.opens(), name)).orElse(true))
                        .toList());
        return Codes.OK;
    }

    private static boolean means(KeyPlace.Opens opens, String name) {
        return switch (opens) {
            case KeyPlace.Opens.Logins(String pattern) -> pattern.equals(name) || matches(pattern, name);
            case KeyPlace.Opens.Persons(String person) -> person.equals(name);
            case KeyPlace.Opens.Authorities authorities -> false;
        };
    }

    private static boolean matches(String pattern, String login) {
        return Target.parse(login)
                .flatMap(target -> LoginPattern.parse(pattern).filter(logins -> logins.matches(target)))
                .isPresent();
    }
}
