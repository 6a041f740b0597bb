package io.hatchway.config;

import io.hatchway.access.Clause;
import io.hatchway.access.CommandPattern;
import io.hatchway.access.Endpoint;
import io.hatchway.access.FileAccess;
import io.hatchway.access.ForwardAccess;
import io.hatchway.access.Permission;
import io.hatchway.access.Permissions;
import io.hatchway.access.Scope;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the entries of a role, and what they have in common with consoles. */
final class RoleEntries {
    private static final int LONGEST_LABEL = 1024;
    private static final int LONGEST_PATH = 1024;

    private RoleEntries() {}

    /** @param known the names of the console's commands */
    static List<Clause> read(List<Section> entries, Set<String> known) {
        List<Clause> clauses = new ArrayList<>();
        for (Section entry : entries) {
            if (entry.has("allow") == entry.has("deny")) {
                entry.error("an entry says either allow or deny, such as allow: [shell, exec] or deny: all");
            }
            clauses.add(entry.has("deny") ? deny(entry, known) : allow(entry, known));
            entry.rejectUnknown();
        }
        return clauses;
    }

    private static Clause allow(Section entry, Set<String> known) {
        Set<Permission> granted = permissions(entry, "allow");
        List<String> commands = commands(entry, known);
        if (entry.isEmptyList("allow") && !entry.has("commands")) {
            entry.error("this entry allows nothing: name shell, exec, files, forward, agent or debug, or commands");
        }
        entry.know("deny");
        return new Clause.Allow(
                scope(entry),
                new Permissions(granted, files(entry, granted), forwards(entry, granted)),
                entry.list("users", RoleEntries::user, "a user, or a pattern such as app-*")
                        .orElse(List.of()),
                commands,
                entry.text("record", SettingsFile::recording, SettingsFile.RECORDINGS));
    }

    private static Clause deny(Section entry, Set<String> known) {
        Set<Permission> taken = permissions(entry, "deny");
        List<String> commands = commands(entry, known);
        List<String> users = entry.list(
                        "users",
                        RoleEntries::deniedUser,
                        "a user's name or a pattern of names: whoever is denied a number asks for the name that has it")
                .orElse(List.of());
        boolean all = entry.has("deny") && !entry.isList("deny");
        if (all && entry.has("commands")) {
            entry.error("commands", "deny: all takes every command away too; name either all or commands");
        }
        if (entry.isEmptyList("users")
                || (entry.has("users") && (entry.isEmptyList("deny") || entry.has("commands")))) {
            entry.error("users", "users says who may not enter: with deny: all or some of shell, exec, files, forward");
        }
        if (entry.isEmptyList("deny") && !entry.has("commands")) {
            entry.error("this entry denies nothing: write deny: all, or name shell, exec, files, forward or commands");
        }
        if (entry.has("files")) {
            entry.error("files", "files belongs to allow; deny: [files] takes them all away");
        }
        if (entry.has("record")) {
            entry.error("record", "record belongs to allow: it says how what is allowed is recorded");
        }
        for (String key : List.of("forward", "listen")) {
            if (entry.has(key)) {
                entry.error(key, key + " belongs to allow; deny: [forward] takes all forwards away");
            }
        }
        List.of("files", "forward", "listen", "record", "allow").forEach(entry::know);
        return new Clause.Deny(scope(entry), taken, users, all && users.isEmpty() ? List.of("*") : commands);
    }

    private static Set<Permission> permissions(Section entry, String key) {
        Set<Permission> named = EnumSet.noneOf(Permission.class);
        if (entry.isList(key)) {
            entry.list(key, RoleEntries::permission, "one of shell, exec, files, forward, agent, debug")
                    .ifPresent(named::addAll);
        } else if (entry.text(key, RoleEntries::all, "all, or a list of shell, exec, files, forward, agent, debug")
                .isPresent()) {
            named.addAll(key.equals("deny") ? EnumSet.allOf(Permission.class) : Permissions.ALL.granted());
        }
        return named;
    }

    private static FileAccess files(Section entry, Set<Permission> granted) {
        if (!entry.has("files")) {
            entry.know("files");
            return granted.contains(Permission.FILES) ? FileAccess.EVERYWHERE : FileAccess.NONE;
        }
        List<FileAccess.Root> roots = new ArrayList<>();
        for (Section root : entry.sections("files", Optional.of("path"))) {
            Optional<FileAccess.Root> path = root.text(
                    "path", RoleEntries::root, "an absolute path in the container without .., such as /srv/in:ro");
            boolean readOnly = root.flag("read_only", false);
            if (!root.has("path")) {
                root.error("this needs path: an absolute path in the container");
            }
            path.ifPresent(read -> roots.add(new FileAccess.Root(read.path(), read.readOnly() || readOnly)));
            root.rejectUnknown();
        }
        if (!granted.contains(Permission.FILES)) {
            entry.error("files", "files says which files, and allow does not grant any: add files to allow");
        } else if (entry.isEmptyList("files")) {
            entry.error("files", "files is empty, so none could be reached: name a path, or take files out of allow");
        }
        return new FileAccess(roots);
    }

    private static ForwardAccess forwards(Section entry, Set<Permission> granted) {
        boolean says = entry.has("forward") || entry.has("listen");
        Optional<List<Endpoint>> open = entry.list(
                "forward", Endpoint::parse, "a place such as localhost:*, db:5432, [::1]:80 or /run/app.sock");
        Optional<List<Endpoint>> listen = entry.list(
                "listen", RoleEntries::listen, "a port of the container's own loopback such as 8080, or * for any");
        if (!granted.contains(Permission.FORWARD)) {
            if (says) {
                entry.error(
                        entry.has("forward") ? "forward" : "listen",
                        "forward and listen say which forwards, and allow does not grant any: add forward to allow");
            }
            return ForwardAccess.NONE;
        }
        if (entry.isEmptyList("forward")) {
            entry.error("forward", "forward is empty: name a place, or leave it out for the container's own loopback");
        }
        return new ForwardAccess(open.orElse(List.of(Endpoint.OWN)), listen.orElse(List.of()), false);
    }

    private static Optional<Endpoint> listen(String text) {
        return Endpoint.parse("localhost:" + text);
    }

    /** One that means no command is an error: misspelt in a denial it would deny nothing. */
    static List<String> commands(Section section, Set<String> known) {
        return section.list(
                        "commands",
                        text -> command(text).filter(pattern -> CommandPattern.meansAny(pattern, known)),
                        text -> "a command of the console such as ps or keys list, or a pattern that means some, such"
                                + " as log*"
                                + Spelling.nearest(text, known)
                                        .map(near -> "; did you mean " + near + "?")
                                        .orElse(""))
                .orElse(List.of());
    }

    /** Which containers; it is an error to say nothing, which would be all of them. */
    static Scope scope(Section section) {
        Optional<List<String>> names =
                section.list("containers", RoleEntries::name, "a container's name, or a pattern such as shop-*");
        Optional<List<String>> projects =
                section.list("projects", RoleEntries::name, "a compose project's name, or a pattern");
        Map<String, String> labels = new LinkedHashMap<>();
        Section said = section.section("labels");
        for (String label : said.keys()) {
            said.text(label, RoleEntries::labelValue, "the label's value, or a pattern such as blue-*")
                    .ifPresentOrElse(value -> labels.put(label, value), () -> {
                        if (!said.has(label)) {
                            said.error(label, "the label " + Section.shown(label) + " needs a value; \"*\" is any");
                        }
                    });
        }
        boolean nothing = !section.has("containers") && !section.has("projects") && !section.has("labels");
        if (nothing) {
            section.error("this says nothing about which containers are meant; for all of them write"
                    + " containers: [\"*\"]");
        }
        if (section.has("labels") && said.isEmpty()) {
            section.error("labels", "labels is empty; name some, or write containers: [\"*\"] for all containers");
        }
        for (String key : List.of("containers", "projects")) {
            if (section.isEmptyList(key)) {
                section.error(key, key + " is empty; name some, or write [\"*\"] for all");
            }
        }
        return new Scope(names.orElse(List.of()), projects.orElse(List.of()), labels);
    }

    private static Optional<Permission> permission(String text) {
        return List.of(Permission.values()).stream()
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst();
    }

    private static Optional<String> all(String text) {
        return Optional.of(text).filter("all"::equals);
    }

    private static Optional<String> name(String text) {
        return pattern(text, "[a-zA-Z0-9*?][a-zA-Z0-9_.*?-]{0,127}");
    }

    private static Optional<String> command(String text) {
        return pattern(text, CommandPattern.GRAMMAR);
    }

    private static Optional<String> user(String text) {
        return pattern(text, "[a-zA-Z0-9_*?][a-zA-Z0-9_.*?-]{0,31}");
    }

    private static Optional<String> deniedUser(String text) {
        return user(text).filter(pattern -> !pattern.matches("[0-9*?]*[0-9][0-9*?]*"));
    }

    private static Optional<String> labelValue(String text) {
        return Optional.of(text)
                .filter(value ->
                        value.length() <= LONGEST_LABEL && value.codePoints().noneMatch(Character::isISOControl));
    }

    /** Several stars in a row are one, so that "every container" has one spelling. */
    private static Optional<String> pattern(String text, String grammar) {
        return Optional.of(text)
                .filter(pattern -> pattern.matches(grammar))
                .map(pattern -> pattern.replaceAll("\\*+", "*"));
    }

    private static Optional<FileAccess.Root> root(String text) {
        boolean readOnly = text.endsWith(":ro");
        String path = readOnly ? text.substring(0, text.length() - 3) : text;
        boolean absolute = path.length() <= LONGEST_PATH
                && path.matches("/|(/[^/\\p{Cntrl}]+)+/?")
                && !List.of(path.split("/", -1)).contains("..")
                && !List.of(path.split("/", -1)).contains(".");
        return absolute
                ? Optional.of(new FileAccess.Root(
                        path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path,
                        readOnly))
                : Optional.empty();
    }
}
