package io.hatchway.access;

import java.util.List;
import java.util.Optional;

/**
 * Somebody with a name.
 *
 * @param keys the lines of the person's key files
 * @param principals the certificates' principals that stand for the person
 * @param secondFactor the secret of the one-time codes asked for after the key, where one is
 */
public record Person(
        String name,
        List<KeyLine> keys,
        List<String> principals,
        List<Role> roles,
        Optional<Secret> secondFactor,
        Origin origin) {
    public Person {
        keys = List.copyOf(keys);
        principals = List.copyOf(principals);
        roles = List.copyOf(roles);
    }
}
