package io.hatchway.access;

import java.util.List;
import java.util.Optional;

/**
 * People, roles, consoles and authorities, as {@code access.yaml} names them.
 *
 * @param former authorities whose keys can no longer be read, or not be trusted: their certificates let nobody in any
 *     more, and whoever holds one is still the person its principals mean, with what is denied to it and its second factor
 */
public record Teams(
        List<Person> people,
        List<Role> roles,
        List<RestrictedConsole> consoles,
        List<Authority> authorities,
        List<Authority> former) {
    /** Nobody. */
    public static final Teams NONE = new Teams(List.of(), List.of(), List.of(), List.of());

    public Teams {
        people = List.copyOf(people);
        roles = List.copyOf(roles);
        consoles = List.copyOf(consoles);
        authorities = List.copyOf(authorities);
        former = List.copyOf(former);
    }

    /** All of whose authorities' files can be read. */
    public Teams(List<Person> people, List<Role> roles, List<RestrictedConsole> consoles, List<Authority> authorities) {
        this(people, roles, consoles, authorities, List.of());
    }

    Optional<RestrictedConsole> console(String name) {
        return consoles.stream().filter(console -> console.name().equals(name)).findFirst();
    }

    /** The one that is trusted and has this key. */
    Optional<Authority> authority(KeyBlob key) {
        return withKey(authorities, key);
    }

    /** The one that was trusted and had this key. */
    Optional<Authority> former(KeyBlob key) {
        return withKey(former, key);
    }

    private static Optional<Authority> withKey(List<Authority> any, KeyBlob key) {
        return any.stream().filter(authority -> authority.key().equals(key)).findFirst();
    }
}
