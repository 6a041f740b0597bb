package io.hatchway.access;

import java.util.Optional;
import java.util.regex.Matcher;

/** What a login name opens: the console, or a container. */
public sealed interface Target {

    /** The login name of the console; no container can be opened by this name. */
    String CONSOLE = "admin";

    /** The gateway's own console. */
    record Console(String name) implements Target {
        @Override
        public String login() {
            return name;
        }
    }

    /**
     * A container by the name the client used (a container's name, or a compose {@code project.service[.number]}, which
     * only the container side can tell apart), and the user inside it where the client asked for one.
     */
    record Container(String name, Optional<String> user) implements Target {
        @Override
        public String login() {
            return user.map(u -> name + "+" + u).orElse(name);
        }
    }

    /** The login name this target was parsed from. */
    String login();

    /**
     * Parses a login name: {@value #CONSOLE}, or a container's name in the engine's own grammar (at most 128 characters),
     * then optionally {@code +} and a user's name or number (at most 32). Anything else is no target at all. Takes names of
     * any length and content.
     */
    static Optional<Target> parse(String login) {
        if (login.length() > Logins.LONGEST) {
            return Optional.empty();
        }
        Matcher parts = Logins.LOGIN.matcher(login);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String name = parts.group("name");
        Optional<String> user = Optional.ofNullable(parts.group("user"));
        if (name.equals(CONSOLE)) {
            return user.isPresent() ? Optional.empty() : Optional.of(new Console(name));
        }
        return Optional.of(new Container(name, user));
    }

    /** Whether this is the name of a user, or the number of one, that a login may ask for. */
    static boolean isUser(String user) {
        return user.length() <= Logins.LONGEST && Logins.USER.matcher(user).matches();
    }
}
