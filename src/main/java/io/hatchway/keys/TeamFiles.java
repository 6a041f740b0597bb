package io.hatchway.keys;

import io.hatchway.access.Authority;
import io.hatchway.access.Clause;
import io.hatchway.access.KeyLine;
import io.hatchway.access.Person;
import io.hatchway.access.Revocations;
import io.hatchway.access.Role;
import io.hatchway.access.Secret;
import io.hatchway.access.Teams;
import io.hatchway.config.AccessSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What is in force of the files that {@code access.yaml} names.
 *
 * @param people people's key files
 * @param authorities files of authorities' keys, each on a line without options
 * @param secrets of second factors; one that cannot be read any more is still here as it was
 */
record TeamFiles(
        Map<Path, PersonsFile> people,
        Map<Path, PersonsFile> authorities,
        Map<Path, Secret> secrets,
        Map<Path, ReadList> lists) {
    static final TeamFiles NONE = new TeamFiles(Map.of(), Map.of(), Map.of(), Map.of());

    /**
     * A list of what is revoked.
     *
     * @param digest of the text it was read from; a text that stays the same keeps its list
     * @param binary whether the file held a key revocation list when it was last read, which cannot become empty
     * @param known whether it could ever be read as a whole
     */
    record ReadList(String digest, boolean binary, boolean known, Revocations revocations) {}

    TeamFiles {
        people = Map.copyOf(people);
        authorities = Map.copyOf(authorities);
        secrets = Map.copyOf(secrets);
        lists = Map.copyOf(lists);
    }

    /** Every file that is named. */
    static Set<Path> named(AccessSettings settings) {
        Set<Path> named = new TreeSet<>(settings.revoked());
        settings.people().forEach(person -> {
            named.addAll(person.keys());
            person.secondFactor().ifPresent(named::add);
        });
        settings.authorities().forEach(authority -> named.add(authority.file()));
        return named;
    }

    /** The people whose secret is not known: without it a person must not be let in. */
    List<AccessSettings.Person> lackingSecret(AccessSettings settings) {
        return settings.people().stream()
                .filter(person -> person.secondFactor()
                        .filter(file -> !secrets.containsKey(file))
                        .isPresent())
                .toList();
    }

    /** A person's file that does not say whom it means, and has never said it. */
    record Unknown(AccessSettings.Person person, Path file) {}

    /**
     * The files without which nobody knows who a person is, so that what is denied to the person could not be held against
     * anybody, and no second factor be asked for.
     */
    List<Unknown> unknown(AccessSettings settings) {
        return settings.people().stream()
                .flatMap(person -> person.keys().stream()
                        .filter(file -> people.getOrDefault(file, PersonsFile.NEVER_READ)
                                .isUnknown(hasToLose(person)))
                        .map(file -> new Unknown(person, file)))
                .toList();
    }

    /** The files of authorities without which nobody knows whom a certificate's principals mean; likewise. */
    List<Path> unknownAuthorities(AccessSettings settings) {
        boolean toLose = settings.people().stream()
                        .anyMatch(person -> !person.principals().isEmpty() && hasToLose(person))
                || settings.roles().stream().anyMatch(role -> !role.principals().isEmpty() && binds(role));
        return settings.authorities().stream()
                .map(AccessSettings.Authority::file)
                .filter(file -> toLose
                        && authorities
                                .getOrDefault(file, PersonsFile.NEVER_READ)
                                .isUnknown(true))
                .toList();
    }

    /** The lists of which nobody has ever known what they revoke. */
    List<Path> unknownLists(AccessSettings settings) {
        return settings.revoked().stream()
                .filter(file -> Optional.ofNullable(lists.get(file))
                        .filter(ReadList::known)
                        .isEmpty())
                .toList();
    }

    private static boolean hasToLose(AccessSettings.Person person) {
        return person.secondFactor().isPresent() || person.roles().stream().anyMatch(TeamFiles::binds);
    }

    /** Whether it denies something, or says how sessions are recorded. */
    private static boolean binds(Role role) {
        return role.clauses().stream().anyMatch(clause -> switch (clause) {
            case Clause.Allow allow -> allow.recording().isPresent();
            case Clause.Recorded recorded -> true;
            case Clause.Deny deny -> true;
        });
    }

    Teams teams(AccessSettings settings) {
        return new Teams(
                settings.people().stream().map(this::person).toList(),
                settings.roles(),
                settings.consoles(),
                authorities(settings, PersonsFile::lines),
                authorities(settings, PersonsFile::former));
    }

    private List<Authority> authorities(AccessSettings settings, Function<PersonsFile, List<KeyLine>> which) {
        return settings.authorities().stream()
                .flatMap(authority ->
                        which.apply(authorities.getOrDefault(authority.file(), PersonsFile.NEVER_READ)).stream()
                                .map(line -> new Authority(line.key(), authority.logins(), line.origin())))
                .toList();
    }

    private Person person(AccessSettings.Person person) {
        Optional<Secret> secret = person.secondFactor()
                .map(file -> Objects.requireNonNull(secrets.get(file), "a person was accepted without the secret"));
        return new Person(
                person.name(),
                lines(person, PersonsFile::lines),
                lines(person, PersonsFile::former),
                person.principals(),
                person.roles(),
                secret,
                person.origin());
    }

    private List<KeyLine> lines(AccessSettings.Person person, Function<PersonsFile, List<KeyLine>> which) {
        return person.keys().stream()
                .flatMap(file -> which.apply(people.getOrDefault(file, PersonsFile.NEVER_READ)).stream())
                .toList();
    }

    /** A list that is not here has not been read, and could name any key. */
    Revocations revocations(AccessSettings settings) {
        List<Revocations> all = settings.revoked().stream()
                .map(file -> Optional.ofNullable(lists.get(file))
                        .map(ReadList::revocations)
                        .orElseGet(() -> new Revocations.Unreadable(file.toString())))
                .toList();
        return all.isEmpty() ? Revocations.NONE : new Revocations.AnyOf(all);
    }
}
