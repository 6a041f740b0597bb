package io.hatchway.access;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of a keys file, or a name in the configuration, says about logins: {@code web}, {@code staging-*},
 * {@code web+postgres}, {@code web+*}, {@code *}. {@code *} stands for any run of characters, {@code ?} for one; neither
 * ever crosses the {@code +}. Without a {@code +} only logins without a user match. No pattern matches the console: only
 * the plain name {@value Target#CONSOLE} does, and it matches nothing else.
 */
public final class LoginPattern {
    private static final Pattern GRAMMAR = Pattern.compile(
            "(?<name>[a-zA-Z0-9*?][a-zA-Z0-9_.*?-]{0,127})(?:\\+(?<user>[a-zA-Z0-9_*?][a-zA-Z0-9_.*?-]{0,31}))?");

    private final String text;
    private final String name;
    private final Optional<String> user;

    private LoginPattern(String text, String name, Optional<String> user) {
        this.text = text;
        this.name = name;
        this.user = user;
    }

    /** Parses a pattern; empty where the text could not match any login. */
    public static Optional<LoginPattern> parse(String text) {
        if (text.length() > Logins.LONGEST) {
            return Optional.empty();
        }
        Matcher parts = GRAMMAR.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String name = parts.group("name");
        Optional<String> user = Optional.ofNullable(parts.group("user"));
        if (name.equals(Target.CONSOLE) && user.isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new LoginPattern(text, name, user));
    }

    /** Whether a login for this target is what the pattern means, the user included. */
    public boolean matches(Target target) {
        return switch (target) {
            case Target.Console console -> user.isEmpty() && name.equals(console.name());
            case Target.Container container ->
                Glob.matches(name, container.name())
                        && user.isPresent() == container.user().isPresent()
                        && (user.isEmpty()
                                || Glob.matches(user.get(), container.user().orElseThrow()));
        };
    }

    /** Whether the pattern speaks of a user inside the container. */
    public boolean hasUser() {
        return user.isPresent();
    }

    /** Whether this is one login's name rather than a pattern over several. */
    public boolean isExact() {
        return text.indexOf('*') < 0 && text.indexOf('?') < 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LoginPattern that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The pattern as it was written. */
    @Override
    public String toString() {
        return text;
    }
}
