package io.hatchway.access;

import java.util.List;
import java.util.Optional;

/**
 * Somebody with a name.
 *
 * @param keys the lines of the person's key files
 * @param former lines that can no longer be read, or not be trusted: they let nobody in any more, and whoever holds their
 *     keys is still the person, with what is denied to it and its second factor
 * @param principals the certificates' principals that stand for the person
 * @param secondFactor the secret of the one-time codes asked for after the key, where one is
 */
public record Person(
        String name,
        List<KeyLine> keys,
        List<KeyLine> former,
        List<String> principals,
        List<Role> roles,
        Optional<Secret> secondFactor,
        Origin origin) {
    public Person {
        keys = List.copyOf(keys);
        former = List.copyOf(former);
        principals = List.copyOf(principals);
        roles = List.copyOf(roles);
    }

    /** All of whose files can be read. */
    public Person(
            String name,
            List<KeyLine> keys,
            List<String> principals,
            List<Role> roles,
            Optional<Secret> secondFactor,
            Origin origin) {
        this(name, keys, List.of(), principals, roles, secondFactor, origin);
    }

    /** The same person with these keys alone. */
    Person withKeys(List<KeyLine> others) {
        return new Person(name, others, former, principals, roles, secondFactor, origin);
    }
}
