package io.hatchway.keys;

import io.hatchway.access.Holder;
import io.hatchway.access.KeyBlob;
import io.hatchway.access.KeyLine;
import io.hatchway.access.Origin;
import io.hatchway.access.Role;
import io.hatchway.access.Rule;
import io.hatchway.config.AccessFile;
import io.hatchway.config.AccessLocation;
import io.hatchway.config.AccessSettings;
import io.hatchway.config.AccessText;
import io.hatchway.config.Problem;
import io.hatchway.config.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Changes people and their roles in {@code access.yaml}'s text, of which nothing else changes. What is to be written is
 * read first, together with all files it names, exactly as a gateway reads it at its start; where that would be refused,
 * or would say anything but what was meant, the file stays as it is. When a method returns, what it did counts. All of it
 * blocks on the disk; safe for use by several threads.
 */
public final class TeamEditor {
    private static final String FILE_NAME = "[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}";

    private final AccessWatch access;

    public TeamEditor(AccessWatch access) {
        this.access = access;
    }

    /** One change of the text, and of what it says. */
    private record Change(
            Function<AccessText, Optional<String>> text, Function<AccessSettings, AccessSettings> meaning) {}

    /**
     * Adds a person.
     *
     * @param key the first of the person's keys, with its options; it goes into a file of its own
     */
    public void add(String name, Optional<NewKey> key, KeyTerms terms, List<String> principals, List<String> roles)
            throws EditException, InterruptedException {
        if (key.isEmpty() && principals.isEmpty()) {
            throw new EditException(name + " would have neither a key nor a principal, and so could never come in.");
        }
        try (EditLock _ = EditLock.take(access.sources().keys())) {
            Draft file = Draft.of(itself());
            AccessSettings before = read(file.text());
            if (before.people().stream().anyMatch(person -> person.name().equals(name))) {
                throw new EditException("There is a " + name + " already in " + itself() + ".");
            }
            Optional<Path> keys = Optional.empty();
            if (key.isPresent()) {
                keys = Optional.of(writeKey(name, terms.text() + key.get().text()));
            }
            try {
                change(file, before, adding(before, name, keys, principals, roles));
            } catch (EditException refused) {
                keys.ifPresent(TeamEditor::delete);
                throw refused;
            }
        }
        access.refresh();
    }

    private Change adding(
            AccessSettings before, String name, Optional<Path> keys, List<String> principals, List<String> roles)
            throws EditException {
        List<Role> named = new ArrayList<>();
        for (String role : roles) {
            named.add(role(before, role));
        }
        List<String> parts = new ArrayList<>();
        if (keys.isPresent()) {
            parts.add("keys: [" + word("people/" + keys.get().getFileName()) + "]");
        }
        if (!principals.isEmpty()) {
            parts.add("principals: [" + words(principals) + "]");
        }
        if (!roles.isEmpty()) {
            parts.add("roles: [" + words(roles) + "]");
        }
        AccessSettings.Person person = new AccessSettings.Person(
                name, keys.stream().toList(), principals, named, Optional.empty(), new Origin("", 0));
        return new Change(
                text -> text.withPerson(name, "{" + String.join(", ", parts) + "}"),
                settings -> withPeople(
                        settings,
                        Stream.concat(settings.people().stream(), Stream.of(person))
                                .toList()));
    }

    private static String words(List<String> words) throws EditException {
        List<String> written = new ArrayList<>();
        for (String word : words) {
            written.add(word(word));
        }
        return String.join(", ", written);
    }

    private static String word(String word) throws EditException {
        return AccessText.word(word)
                .orElseThrow(() -> new EditException("'" + word + "' cannot be written into access.yaml."));
    }

    private Path writeKey(String name, String line) throws EditException {
        if (!name.matches(FILE_NAME)) {
            throw new EditException("A person's name is also that of a file here: letters, digits, _ . @ and -.");
        }
        Path folder = folder().resolve("people");
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectory(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException failed) {
            throw new EditException("The folder " + folder + " cannot be made: " + failed.getMessage() + ".", failed);
        }
        Path file = folder.resolve(name + ".pub").normalize();
        Draft draft = Draft.of(file);
        if (draft.seen().isPresent()) {
            throw new EditException(
                    "There is a file " + file + " already. Move it away, or name it in " + itself() + ".");
        }
        draft.beside(Draft.bytes(line + "\n")).replace();
        return file;
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException left) {
            // Nothing names it.
        }
    }

    /** Takes a person out. The person's files of keys stay, and no longer count. */
    public void remove(String name) throws EditException, InterruptedException {
        edit(before -> {
            AccessSettings.Person person = person(before, name);
            shedsNothing(person);
            return new Change(
                    text -> text.withoutPerson(name),
                    settings -> withPeople(
                            settings,
                            settings.people().stream()
                                    .filter(each -> !each.name().equals(name))
                                    .toList()));
        });
    }

    /** Whoever is no longer known as the person must not have more for it: what is denied to the person held for the keys. */
    private void shedsNothing(AccessSettings.Person person) throws EditException {
        Set<KeyBlob> own = access.register().teams().people().stream()
                .filter(each -> each.name().equals(person.name()))
                .flatMap(each -> each.keys().stream())
                .filter(line -> line.holder() instanceof Holder.Key)
                .map(KeyLine::key)
                .collect(Collectors.toSet());
        Optional<Rule> other = access.register().rules().stream()
                .filter(rule -> own.contains(rule.key()))
                .findFirst();
        if (other.isPresent()) {
            throw new EditException(
                    "A key of " + person.name() + "'s is in " + other.get().origin()
                            + " too, and would go on to open that. Take it out first: keys revoke "
                            + other.get().key().fingerprint());
        }
    }

    /** Gives a person a role. */
    public void grant(String role, String name) throws EditException, InterruptedException {
        edit(before -> {
            Role known = role(before, role);
            AccessSettings.Person person = person(before, name);
            if (person.roles().contains(known)) {
                throw new EditException(name + " has the role " + role + " already.");
            }
            List<Role> roles =
                    Stream.concat(person.roles().stream(), Stream.of(known)).toList();
            return new Change(text -> text.withRole(name, role), settings -> withRoles(settings, name, roles));
        });
    }

    /** Takes a role from a person. */
    public void take(String role, String name) throws EditException, InterruptedException {
        edit(before -> {
            Role known = role(before, role);
            AccessSettings.Person person = person(before, name);
            if (!person.roles().contains(known)) {
                throw new EditException(name + " does not have the role " + role + ".");
            }
            List<Role> roles =
                    person.roles().stream().filter(each -> !each.equals(known)).toList();
            return new Change(text -> text.withoutRole(name, role), settings -> withRoles(settings, name, roles));
        });
    }

    /** What is to be changed, seen from what is written now. */
    private interface Plan {
        Change make(AccessSettings before) throws EditException;
    }

    private void edit(Plan plan) throws EditException, InterruptedException {
        try (EditLock _ = EditLock.take(access.sources().keys())) {
            Draft file = Draft.of(itself());
            AccessSettings before = read(file.text());
            change(file, before, plan.make(before));
        }
        access.refresh();
    }

    private void change(Draft file, AccessSettings before, Change change) throws EditException {
        Optional<String> distrust = file.distrust();
        if (distrust.isPresent()) {
            throw new EditException(itself() + " would not count: " + distrust.get() + ".");
        }
        String text = change.text()
                .apply(AccessText.of(file.text()))
                .filter(changed -> says(changed, change.meaning().apply(before)))
                .orElseThrow(
                        () -> new EditException("The people in " + itself() + " are written in a way that cannot be"
                                + " changed here without touching the rest; change it by hand."));
        Draft.Beside draft = file.beside(Draft.bytes(text));
        Optional<String> objection = objection(draft.path());
        if (objection.isPresent()) {
            draft.discard();
            throw new EditException("Nothing was changed, for " + itself() + " would be refused: " + objection.get());
        }
        draft.replace();
    }

    /** Why a gateway would not start with this in the place of access.yaml. */
    private Optional<String> objection(Path draft) {
        AccessSnapshot would = AccessSnapshot.read(
                new Sources(access.sources().keys(), access.sources().runAs(), new AccessLocation(draft, true)));
        return would.whole()
                ? Optional.empty()
                : Optional.of(would.problems().stream()
                        .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                        .map(Problem::message)
                        .collect(Collectors.joining("; ")));
    }

    private boolean says(String text, AccessSettings meant) {
        try {
            return withoutOrigins(read(text)).equals(withoutOrigins(meant));
        } catch (EditException nonsense) {
            return false;
        }
    }

    private AccessSettings read(String text) throws EditException {
        Problems problems = new Problems();
        AccessSettings settings = AccessFile.parse(itself().toString(), text, folder(), problems);
        if (problems.hasErrors()) {
            throw new EditException("Nothing was changed, for there is something wrong already: "
                    + problems.list().getFirst());
        }
        return settings;
    }

    private static AccessSettings withoutOrigins(AccessSettings settings) {
        return withPeople(
                settings,
                settings.people().stream()
                        .map(person -> new AccessSettings.Person(
                                person.name(),
                                person.keys(),
                                person.principals(),
                                person.roles(),
                                person.secondFactor(),
                                new Origin("", 0)))
                        .toList());
    }

    private static AccessSettings withPeople(AccessSettings settings, List<AccessSettings.Person> people) {
        return new AccessSettings(
                people, settings.roles(), settings.consoles(), settings.authorities(), settings.revoked());
    }

    private static AccessSettings withRoles(AccessSettings settings, String name, List<Role> roles) {
        return withPeople(
                settings,
                settings.people().stream()
                        .map(person -> person.name().equals(name)
                                ? new AccessSettings.Person(
                                        name,
                                        person.keys(),
                                        person.principals(),
                                        roles,
                                        person.secondFactor(),
                                        person.origin())
                                : person)
                        .toList());
    }

    private AccessSettings.Person person(AccessSettings settings, String name) throws EditException {
        return settings.people().stream()
                .filter(person -> person.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new EditException("There is no '" + name + "' among the people of " + itself() + "."));
    }

    private Role role(AccessSettings settings, String name) throws EditException {
        return settings.roles().stream()
                .filter(role -> role.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new EditException("There is no role '" + name + "' in " + itself() + "."));
    }

    private Path itself() {
        return access.sources().access().file();
    }

    private Path folder() {
        return Optional.ofNullable(itself().toAbsolutePath().getParent()).orElse(Path.of("/"));
    }
}
