package io.hatchway.config;

import io.hatchway.access.Origin;
import io.hatchway.access.RestrictedConsole;
import io.hatchway.access.Role;
import io.hatchway.access.Target;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code access.yaml}. */
public final class AccessFile {
    private static final int LONGEST_PRINCIPAL = 256;

    private final String file;
    private final Path folder;
    private final Set<String> commands;

    private AccessFile(String file, Path folder, Set<String> commands) {
        this.file = file;
        this.folder = folder;
        this.commands = commands;
    }

    /**
     * Reads the text of a file.
     *
     * @param name what the file is called in problems
     * @param folder what relative paths are relative to
     * @param commands the names of the console's commands, a family's member with the family's before it
     * @param problems takes all that is wrong; where any of it is an error the result must not be used
     */
    public static AccessSettings parse(String name, String yaml, Path folder, Set<String> commands, Problems problems) {
        Section root = Section.parse(name, yaml, problems);
        AccessSettings settings = new AccessFile(name, folder, commands).read(root);
        root.rejectUnknown();
        return settings;
    }

    private AccessSettings read(Section root) {
        Map<String, Role> roles = roles(root.section("roles"));
        return new AccessSettings(
                people(root.section("people"), roles),
                List.copyOf(roles.values()),
                consoles(root.section("consoles")),
                authorities(root),
                root.list("revoked", this::path, "a path").orElse(List.of()));
    }

    private Map<String, Role> roles(Section section) {
        Map<String, Role> roles = new LinkedHashMap<>();
        for (String name : section.keys()) {
            checkName(section, name);
            roles.put(name, role(section, name));
        }
        return roles;
    }

    /** A list of entries, or a mapping that holds one beside the role's principals. */
    private Role role(Section roles, String name) {
        if (roles.isList(name)) {
            return new Role(name, List.of(), RoleEntries.read(roles.sections(name, Optional.empty()), commands));
        }
        Section role = roles.section(name);
        if (!role.has("entries")) {
            role.error("a role needs entries, as in " + Section.shown(name)
                    + ": [{allow: [shell], containers: [web]}]; see conf/access.yaml");
        }
        Role read = new Role(
                name, principals(role), RoleEntries.read(role.sections("entries", Optional.empty()), commands));
        role.rejectUnknown();
        return read;
    }

    private List<AccessSettings.Person> people(Section section, Map<String, Role> roles) {
        List<AccessSettings.Person> people = new ArrayList<>();
        for (String name : section.keys()) {
            Section person = section.section(name);
            checkName(section, name);
            String known = roles.isEmpty() ? "there are none" : String.join(", ", roles.keySet());
            people.add(new AccessSettings.Person(
                    name,
                    person.list("keys", this::path, "a path").orElse(List.of()),
                    principals(person),
                    person.list(
                                    "roles",
                                    role -> Optional.ofNullable(roles.get(role)),
                                    "one of this file's roles (" + Section.shown(known) + ")")
                            .orElse(List.of()),
                    person.path("second_factor", folder),
                    new Origin(file, person.line())));
            if (!person.has("keys") && !person.has("principals")) {
                person.error(Section.shown(name) + " has neither keys nor principals, so could never come in");
            }
            person.rejectUnknown();
        }
        return people;
    }

    private List<RestrictedConsole> consoles(Section section) {
        List<RestrictedConsole> consoles = new ArrayList<>();
        for (String name : section.keys()) {
            Section console = section.section(name);
            boolean login = Target.parse(name)
                    .filter(target ->
                            target instanceof Target.Container(String plain, Optional<String> user) && user.isEmpty())
                    .isPresent();
            if (!login) {
                console.error("\"" + Section.shown(name)
                        + "\" cannot be a console's name: that is a login such as operator, and not admin");
            }
            List<String> named = RoleEntries.commands(console, commands);
            if (named.isEmpty()) {
                console.error("the console " + Section.shown(name) + " needs commands, such as commands: [ps, logs]");
            }
            consoles.add(new RestrictedConsole(name, named, RoleEntries.scope(console)));
            console.rejectUnknown();
        }
        return consoles;
    }

    private List<AccessSettings.Authority> authorities(Section root) {
        List<AccessSettings.Authority> authorities = new ArrayList<>();
        for (Section authority : root.sections("authorities", Optional.of("file"))) {
            Optional<Path> keys = authority.path("file", folder);
            boolean logins = authority.flag("logins", false);
            if (!authority.has("file")) {
                authority.error("an authority needs file: the path of its public keys");
            }
            keys.ifPresent(path -> authorities.add(new AccessSettings.Authority(path, logins)));
            authority.rejectUnknown();
        }
        return authorities;
    }

    private static List<String> principals(Section section) {
        return section.list("principals", AccessFile::principal, "a certificate's principal")
                .orElse(List.of());
    }

    private static Optional<String> principal(String text) {
        return Optional.of(text)
                .filter(name -> !name.isEmpty()
                        && name.length() <= LONGEST_PRINCIPAL
                        && name.codePoints().noneMatch(Character::isISOControl));
    }

    private static void checkName(Section named, String name) {
        if (!name.matches("[\\p{L}\\p{N}][\\p{L}\\p{N}_.@ -]{0,63}")) {
            named.error(
                    name,
                    "\"" + Section.shown(name)
                            + "\" is no name: up to 64 letters, digits, spaces, _ . @ and - are, and the first is a letter or digit");
        }
    }

    private Optional<Path> path(String text) {
        try {
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(folder.resolve(text).normalize());
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
