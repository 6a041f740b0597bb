package io.hatchway.access;

import java.util.List;
import java.util.Optional;

/** People, roles, consoles and authorities, as {@code access.yaml} names them. */
public record Teams(
        List<Person> people, List<Role> roles, List<RestrictedConsole> consoles, List<Authority> authorities) {
    /** Nobody. */
    public static final Teams NONE = new Teams(List.of(), List.of(), List.of(), List.of());

    public Teams {
        people = List.copyOf(people);
        roles = List.copyOf(roles);
        consoles = List.copyOf(consoles);
        authorities = List.copyOf(authorities);
    }

    Optional<RestrictedConsole> console(String name) {
        return consoles.stream().filter(console -> console.name().equals(name)).findFirst();
    }

    Optional<Authority> authority(KeyBlob key) {
        return authorities.stream()
                .filter(authority -> authority.key().equals(key))
                .findFirst();
    }
}
