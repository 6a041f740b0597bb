package io.hatchway.config;

import io.hatchway.access.Origin;
import io.hatchway.access.RestrictedConsole;
import io.hatchway.access.Role;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code access.yaml} says, valid in itself; the files it names have not been looked at.
 *
 * @param revoked files of keys and certificates that no longer count
 */
public record AccessSettings(
        List<Person> people,
        List<Role> roles,
        List<RestrictedConsole> consoles,
        List<Authority> authorities,
        List<Path> revoked) {
    /** Says nothing. */
    public static final AccessSettings NONE = new AccessSettings(List.of(), List.of(), List.of(), List.of(), List.of());

    public AccessSettings {
        people = List.copyOf(people);
        roles = List.copyOf(roles);
        consoles = List.copyOf(consoles);
        authorities = List.copyOf(authorities);
        revoked = List.copyOf(revoked);
    }

    /**
     * Somebody with a name.
     *
     * @param keys files in authorized_keys format
     * @param principals the certificates' principals that stand for the person
     * @param secondFactor the file of the secret of the person's one-time codes
     */
    public record Person(
            String name,
            List<Path> keys,
            List<String> principals,
            List<Role> roles,
            Optional<Path> secondFactor,
            Origin origin) {
        public Person {
            keys = List.copyOf(keys);
            principals = List.copyOf(principals);
            roles = List.copyOf(roles);
        }
    }

    /**
     * Keys whose certificates are trusted.
     *
     * @param logins whether a principal that is a login's name opens that login
     */
    public record Authority(Path file, boolean logins) {}
}
