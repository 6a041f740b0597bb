package io.hatchway.access;

import static io.hatchway.fuzz.FuzzTarget.that;

import io.hatchway.fuzz.FuzzTarget;
import java.util.List;

/** A login is taken whole or not at all, and nothing in it can mean anything to a shell, a path or an engine. */
final class TargetFuzz implements FuzzTarget {
    private static final int LONGEST = 161;

    @Override
    public List<byte[]> seeds() {
        return FuzzTarget.texts(
                "web",
                "admin",
                "admin+root",
                "shop.web.2",
                "web+postgres",
                "web+1000",
                "../x",
                "-v",
                "web;id",
                "a+b+c");
    }

    @Override
    public void hold(byte[] input) {
        String login = FuzzTarget.text(input);
        Target.parse(login).ifPresent(target -> {
            that(target.login().equals(login), "%s became %s", login, target.login());
            that(login.length() <= LONGEST, "a login of %d characters", login.length());
            that(login.matches("[a-zA-Z0-9][a-zA-Z0-9_.+-]*"), "'%s' was taken", login);
            that((target instanceof Target.Console) == login.equals("admin"), "'%s' opens %s", login, target);
        });
    }
}
