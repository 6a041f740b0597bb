package io.hatchway.access;

import java.util.regex.Pattern;

/** The grammar of login names. */
final class Logins {
    private static final String NAME_PART = "[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}";
    private static final String USER_PART = "[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,31}";

    static final int LONGEST = 128 + 1 + 32;
    static final Pattern USER = Pattern.compile(USER_PART);
    static final Pattern LOGIN = Pattern.compile("(?<name>" + NAME_PART + ")(?:\\+(?<user>" + USER_PART + "))?");

    private Logins() {}
}
