package io.hatchway.access;

import static io.hatchway.fuzz.FuzzTarget.that;

import io.hatchway.fuzz.FuzzTarget;
import java.util.List;
import java.util.Optional;

/** No pattern but its plain name opens the console, a user is never granted by the way, and matching is what it says. */
final class LoginPatternFuzz implements FuzzTarget {
    private static final Target CONSOLE = new Target.Console(Target.CONSOLE);

    @Override
    public List<byte[]> seeds() {
        return FuzzTarget.texts(
                "web\nweb",
                "staging-*\nstaging-blue",
                "*\nadmin",
                "admin\nadmin",
                "admi?\nadmin",
                "web+*\nweb+root",
                "*+post*\ndb+postgres",
                "a*b?c*\naxxbxcc");
    }

    @Override
    public void hold(byte[] input) {
        String[] fields = FuzzTarget.fields(input, 2);
        Optional<LoginPattern> pattern = LoginPattern.parse(fields[0]);
        if (pattern.isEmpty()) {
            return;
        }
        LoginPattern logins = pattern.get();
        that(logins.toString().equals(fields[0]), "%s became %s", fields[0], logins);
        that(logins.matches(CONSOLE) == fields[0].equals(Target.CONSOLE), "%s opens the console", logins);
        Target.parse(fields[1]).ifPresent(target -> {
            that(logins.matches(target) == means(fields[0], target), "%s and %s", logins, target);
            that(!logins.isExact() || !logins.matches(target) || fields[0].equals(fields[1]), "%s is exact", logins);
        });
    }

    private static boolean means(String pattern, Target target) {
        int plus = pattern.indexOf('+');
        String name = plus < 0 ? pattern : pattern.substring(0, plus);
        return switch (target) {
            case Target.Console console -> pattern.equals(console.name());
            case Target.Container(String container, Optional<String> user) ->
                user.isPresent() == plus >= 0
                        && SlowGlob.matches(name, container)
                        && user.map(u -> SlowGlob.matches(pattern.substring(plus + 1), u))
                                .orElse(true);
        };
    }
}
