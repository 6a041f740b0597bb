package io.hatchway.keys;

import io.hatchway.access.Holder;
import io.hatchway.access.KeyLine;
import io.hatchway.access.Origin;
import io.hatchway.access.Role;
import io.hatchway.access.Rule;
import io.hatchway.config.AccessSettings;
import io.hatchway.config.AccessText;
import io.hatchway.config.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Changes people and their roles in {@code access.yaml}, by an {@link AccessRewrite}: where a gateway would refuse what is
 * to be written, the file stays as it is. When a method returns, what it did counts. All of it blocks on the disk; safe
 * for use by several threads.
 */
public final class TeamEditor {
    private static final String FILE_NAME = "[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}";

    /** How many of the roles there are a sentence names. */
    private static final int SHOWN = 20;

    private final AccessWatch access;
    private final AccessRewrite rewrite;

    public TeamEditor(AccessWatch access) {
        this.access = access;
        this.rewrite = new AccessRewrite(access);
    }

    /** The first reason for which {@code access.yaml}, as it was when it was last looked at, does not count. */
    public Optional<String> refusal() {
        String file = rewrite.file().toString();
        return access.problems().stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .filter(problem -> problem.file().equals(file))
                .map(Problem::toString)
                .findFirst();
    }

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
            Draft file = Draft.of(rewrite.file());
            AccessSettings before = rewrite.read(file.text());
            if (before.people().stream().anyMatch(person -> person.name().equals(name))) {
                throw new EditException("There is a " + name + " already in " + rewrite.file() + ".");
            }
            Optional<Path> keys = Optional.empty();
            if (key.isPresent()) {
                keys = Optional.of(writeKey(name, terms.text() + key.get().text()));
            }
            try {
                rewrite.change(file, before, adding(before, name, keys, principals, roles));
            } catch (EditException refused) {
                keys.ifPresent(TeamEditor::delete);
                throw refused;
            }
        }
        access.refresh();
    }

    private AccessRewrite.Change adding(
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
        return new AccessRewrite.Change(
                text -> text.withPerson(name, "{" + String.join(", ", parts) + "}"),
                settings -> settings.withPeople(Stream.concat(settings.people().stream(), Stream.of(person))
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
        Path folder = rewrite.folder().resolve("people");
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
                    "There is a file " + file + " already. Move it away, or name it in " + rewrite.file() + ".");
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

    /**
     * Asked before somebody is bothered with a question.
     *
     * @throws EditException where access.yaml, as it is now, has no such person
     */
    public void requirePerson(String name) throws EditException {
        person(rewrite.read(Draft.of(rewrite.file()).text()), name);
    }

    /**
     * Asked before somebody is bothered with a question.
     *
     * @throws EditException where access.yaml, as it is now, has no such person, or the person has no such role
     */
    public void requireRole(String role, String name) throws EditException {
        AccessSettings written = rewrite.read(Draft.of(rewrite.file()).text());
        requireRole(role(written, role), person(written, name));
    }

    private static void requireRole(Role role, AccessSettings.Person person) throws EditException {
        if (!person.roles().contains(role)) {
            throw new EditException(person.name() + " does not have the role " + role.name() + ".");
        }
    }

    /** Takes a person out. The person's files of keys stay, and no longer count. */
    public void remove(String name) throws EditException, InterruptedException {
        rewrite.edit(before -> {
            AccessSettings.Person person = person(before, name);
            shedsNothing(person);
            return new AccessRewrite.Change(
                    text -> text.withoutPerson(name),
                    settings -> settings.withPeople(settings.people().stream()
                            .filter(each -> !each.name().equals(name))
                            .toList()));
        });
    }

    /** Whoever is no longer known as the person must not have more for it: what is denied to the person held for the keys. */
    private void shedsNothing(AccessSettings.Person person) throws EditException {
        Set<Holder> own = access.register().teams().people().stream()
                .filter(each -> each.name().equals(person.name()))
                // What is off at the moment, too.
                .flatMap(each -> Stream.concat(each.keys().stream(), each.former().stream()))
                .map(KeyLine::holder)
                .collect(Collectors.toSet());
        Optional<Rule> other = access.register().rules().stream()
                .filter(rule -> own.contains(rule.line().holder()))
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
        rewrite.edit(before -> {
            Role known = role(before, role);
            AccessSettings.Person person = person(before, name);
            if (person.roles().contains(known)) {
                throw new EditException(name + " has the role " + role + " already.");
            }
            List<Role> roles =
                    Stream.concat(person.roles().stream(), Stream.of(known)).toList();
            return new AccessRewrite.Change(
                    text -> text.withRole(name, role), settings -> settings.withPerson(person.withRoles(roles)));
        });
    }

    /** Takes a role from a person. */
    public void take(String role, String name) throws EditException, InterruptedException {
        rewrite.edit(before -> {
            Role known = role(before, role);
            AccessSettings.Person person = person(before, name);
            requireRole(known, person);
            List<Role> roles =
                    person.roles().stream().filter(each -> !each.equals(known)).toList();
            return new AccessRewrite.Change(
                    text -> text.withoutRole(name, role), settings -> settings.withPerson(person.withRoles(roles)));
        });
    }

    private AccessSettings.Person person(AccessSettings settings, String name) throws EditException {
        return settings.people().stream()
                .filter(person -> person.name().equals(name))
                .findFirst()
                .orElseThrow(() -> EditException.unknown(
                        "There is no '" + name + "' among the people of " + rewrite.file() + "."));
    }

    private Role role(AccessSettings settings, String name) throws EditException {
        return settings.roles().stream()
                .filter(role -> role.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        EditException.unknown("There is no role '" + name + "' in " + rewrite.file() + ". There "
                                + (settings.roles().isEmpty()
                                        ? "are none."
                                        : "are "
                                                + settings.roles().stream()
                                                        .map(Role::name)
                                                        .limit(SHOWN)
                                                        .collect(Collectors.joining(", "))
                                                + ".")));
    }
}
