package io.hatchway.access;

import java.util.List;
import java.util.Optional;

/**
 * What is written that speaks of one certificate.
 *
 * @param objection why it lets nobody in whatever is written; its source addresses are not looked at
 * @param lines of the keys folder with its authority, that mean one of its principals
 * @param people it stands for
 * @param roles its principals name
 * @param logins its principals open by themselves
 */
public record Certified(
        Optional<String> objection,
        List<Holdings.Line> lines,
        List<Person> people,
        List<Role> roles,
        List<String> logins) {
    public Certified {
        lines = List.copyOf(lines);
        people = List.copyOf(people);
        roles = List.copyOf(roles);
        logins = List.copyOf(logins);
    }

    /** Whether it opens nothing. */
    public boolean isEmpty() {
        return lines.isEmpty() && people.isEmpty() && roles.isEmpty() && logins.isEmpty();
    }
}
