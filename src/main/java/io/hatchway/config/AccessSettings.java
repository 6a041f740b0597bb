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

    /** The same with other people. */
    public AccessSettings withPeople(List<Person> others) {
        return new AccessSettings(others, roles, consoles, authorities, revoked);
    }

    /** The same with this person in the place of the one of that name. */
    public AccessSettings withPerson(Person changed) {
        return withPeople(people.stream()
                .map(person -> person.name().equals(changed.name()) ? changed : person)
                .toList());
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

        /** The same with other roles. */
        public Person withRoles(List<Role> others) {
            return new Person(name, keys, principals, others, secondFactor, origin);
        }
    }

    /**
     * Keys whose certificates are trusted.
     *
     * @param logins whether a principal that is a login's name opens that login
     */
    public record Authority(Path file, boolean logins) {}
}
