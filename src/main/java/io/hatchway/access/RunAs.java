package io.hatchway.access;

import java.util.Set;

/**
 * Users the configuration adds: whoever may open a container of this name without naming a user may also ask for one of
 * these.
 */
public record RunAs(LoginPattern containers, Set<String> users) {
    public RunAs {
        if (containers.hasUser()) {
            throw new IllegalArgumentException(
                    "users are added to containers, not to logins with a user: " + containers);
        }
        users = Set.copyOf(users);
    }
}
