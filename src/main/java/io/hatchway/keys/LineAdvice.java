package io.hatchway.keys;

import io.hatchway.access.KeyLine;
import io.hatchway.access.Person;
import io.hatchway.access.Register;
import io.hatchway.access.Restrictions;
import io.hatchway.access.Rule;
import io.hatchway.config.Problem;
import io.hatchway.config.Problems;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What is odd about lines that are in order: they do less than they say.
 *
 * @param settable whether a line may set a variable of this name
 */
record LineAdvice(Predicate<String> settable, Instant now) {
    private static final int LONGEST_NAME = 64;

    /** Warnings, each of its line. */
    List<Problem> of(Register register) {
        Problems found = new Problems();
        Stream.concat(
                        register.rules().stream().map(Rule::line),
                        register.teams().people().stream().map(Person::keys).flatMap(List::stream))
                .distinct()
                .forEach(line -> look(line, found));
        return found.list();
    }

    private void look(KeyLine line, Problems found) {
        Restrictions said = line.restrictions();
        if (said.expired(now)) {
            warn(line, "this line has expired and opens nothing; take it out, or give it a later expiry-time=", found);
        }
        if (said.isNobodys()) {
            warn(
                    line,
                    "this line opens nothing: its from= names only addresses that may not come; name those that may,"
                            + " such as from=\"*,!10.0.0.1\"",
                    found);
        }
        said.environment().keySet().stream()
                .filter(settable.negate())
                .map(name -> name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "..." : name)
                .forEach(name -> warn(
                        line,
                        "its environment= for " + name
                                + " is never set: sessions.permit_key_env of the configuration does not list it",
                        found));
    }

    private static void warn(KeyLine line, String message, Problems found) {
        found.warning(line.origin().file(), line.origin().line(), message);
    }
}
