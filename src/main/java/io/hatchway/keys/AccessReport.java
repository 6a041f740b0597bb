package io.hatchway.keys;

import io.hatchway.access.Authority;
import io.hatchway.access.Certified;
import io.hatchway.access.Clause;
import io.hatchway.access.CommandAccess;
import io.hatchway.access.Credential;
import io.hatchway.access.FileAccess;
import io.hatchway.access.Holdings;
import io.hatchway.access.KeyBlob;
import io.hatchway.access.Lookup;
import io.hatchway.access.Opening;
import io.hatchway.access.Permission;
import io.hatchway.access.Permissions;
import io.hatchway.access.Person;
import io.hatchway.access.Recording;
import io.hatchway.access.Restrictions;
import io.hatchway.access.Role;
import io.hatchway.access.Rule;
import io.hatchway.access.Scope;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says who may open what, for people to read. What lines hold is as it is written: to be made harmless by the caller. */
public final class AccessReport {
    private AccessReport() {}

    /**
     * Who may open a login, line by line.
     *
     * @param container what is known of the container it names; empty where it names a console
     */
    public static List<String> who(String login, List<Opening> openings, Optional<Lookup> container) {
        List<String> lines = new ArrayList<>();
        lines.add(openings.isEmpty() ? "Nobody may open " + login + "." : login + " may be opened by");
        for (Opening opening : openings) {
            lines.add("  " + bearer(opening));
            lines.add("    " + given(opening) + said(opening.restrictions(), opening.secondFactor()));
            lines.add("    by " + opening.origin());
            opening.unsure().forEach(clause -> lines.add("    depends on the container: " + clause(clause)));
        }
        container.flatMap(known -> caution(known, openings)).ifPresent(lines::add);
        return lines;
    }

    private static Optional<String> caution(Lookup container, List<Opening> openings) {
        return switch (container) {
            case Lookup.Found found ->
                found.subject().isEnabled()
                        ? Optional.empty()
                        : Optional.of(
                                "The container says no itself (label hatchway.enable=false), so nobody may open it.");
            case Lookup.Absent absent ->
                Optional.of("The engine has no container of that name; only what hangs on names is told.");
            case Lookup.Unknown unknown ->
                openings.stream().allMatch(opening -> opening.unsure().isEmpty())
                        ? Optional.empty()
                        : Optional.of(
                                "The engine does not answer: an entry with projects or labels counts here as if the"
                                        + " container had them, and what is denied is not taken away yet.");
        };
    }

    /** What a key may open, by pattern, line by line. */
    public static List<String> key(String fingerprint, Holdings holdings, Instant now) {
        List<String> lines = new ArrayList<>();
        lines.add(
                holdings.isEmpty()
                        ? "Nothing names the key " + fingerprint + "."
                        : fingerprint + (holdings.revoked() ? " is revoked: nothing of this counts" : ""));
        for (Holdings.Line line : holdings.lines()) {
            lines.addAll(line(line, holdings.revoked(), now));
        }
        for (Holdings.Held held : holdings.people()) {
            Person person = held.person();
            lines.add("  is " + person.name() + "'s"
                    + said(held.line().restrictions(), person.secondFactor().isPresent())
                    + whyNot(held.line().restrictions(), now));
            lines.add("    by " + held.line().origin() + " and " + person.origin());
            lines.addAll(roles(person.roles()));
        }
        for (Authority authority : holdings.authorities()) {
            lines.add("  signs certificates that " + (holdings.revoked() ? "would be" : "are")
                    + " trusted, for people's and roles' principals"
                    + (authority.logins() ? " and for every login that is a principal" : ""));
            lines.add("    by " + authority.origin());
        }
        return lines;
    }

    /** What a certificate may open, line by line. */
    public static List<String> certificate(Credential.Certificate certificate, Certified known, Instant now) {
        List<String> lines = new ArrayList<>();
        lines.add(certificate.key().fingerprint() + " with the " + certificate.described());
        lines.add("  valid from " + certificate.validFrom() + " until " + certificate.validUntil()
                + said(certificate.restrictions(), false));
        known.objection().ifPresent(reason -> lines.add("  It opens nothing: " + reason + "."));
        if (known.isEmpty()) {
            lines.add("  Nothing names its authority together with one of its principals.");
        }
        boolean shut = known.objection().isPresent();
        known.logins().forEach(login -> lines.add("  " + opens(shut) + " " + login + ", its principal"));
        known.lines().forEach(line -> lines.addAll(line(line, shut, now)));
        for (Person person : known.people()) {
            lines.add("  is " + person.name() + "'s"
                    + said(Restrictions.NONE, person.secondFactor().isPresent()));
            lines.add("    by " + person.origin());
            lines.addAll(roles(person.roles()));
        }
        for (Role role : known.roles()) {
            lines.add("  has the role " + role.name() + " by its principals");
            lines.addAll(roles(List.of(role)));
        }
        return lines;
    }

    /** What lets nobody in is told as what would. */
    private static String opens(boolean shut) {
        return shut ? "would open" : "opens";
    }

    private static List<String> line(Holdings.Line line, boolean shut, Instant now) {
        Rule rule = line.rule();
        String users = line.users().stream()
                .sorted()
                .map(user -> ", " + rule.logins() + "+" + user)
                .collect(Collectors.joining());
        return List.of(
                "  " + opens(shut || opensNothing(rule.restrictions(), now)) + " " + rule.logins() + users
                        + said(rule.restrictions(), false) + whyNot(rule.restrictions(), now),
                "    by " + rule.origin());
    }

    private static List<String> roles(List<Role> roles) {
        return roles.stream()
                .flatMap(role ->
                        role.clauses().stream().map(clause -> "    role " + role.name() + ": " + clause(clause)))
                .toList();
    }

    private static String bearer(Opening opening) {
        return switch (opening.bearer()) {
            case Opening.Bearer.Key key -> {
                String fingerprint = key.key().fingerprint();
                yield opening.name().equals(fingerprint) ? fingerprint : opening.name() + "  " + fingerprint;
            }
            case Opening.Bearer.Certificate certificate ->
                "any certificate of " + certificate.authority().fingerprint() + " for the principal "
                        + certificate.principal()
                        + (opening.name().equals(certificate.principal()) ? "" : ", who is " + opening.name());
        };
    }

    /** What a role is, line by line. */
    public static List<String> role(Role role) {
        return role.clauses().stream().map(AccessReport::clause).toList();
    }

    /** What somebody may do there: permissions in a container, commands on a console. */
    public static String given(Opening opening) {
        CommandAccess commands = opening.commands();
        String given = commands.equals(CommandAccess.NONE) ? permissions(opening.permissions()) : commands(commands);
        return given.isEmpty() ? "nothing" : given;
    }

    private static String permissions(Permissions permissions) {
        return List.of(Permission.values()).stream()
                .filter(permissions::has)
                .map(each -> word(each) + (each == Permission.FILES ? files(permissions.files()) : ""))
                .collect(Collectors.joining(", "));
    }

    private static String word(Permission permission) {
        return permission.name().toLowerCase(Locale.ROOT);
    }

    private static String word(Recording recording) {
        return recording.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String files(FileAccess files) {
        return files.equals(FileAccess.EVERYWHERE)
                ? ""
                : files.roots().stream()
                        .map(root -> root.path() + (root.readOnly() ? ":ro" : ""))
                        .collect(Collectors.joining(" ", " (", ")"));
    }

    private static String commands(CommandAccess access) {
        List<String> parts = new ArrayList<>();
        access.ceiling()
                .ifPresent(most -> parts.add(
                        "at most the commands " + String.join(" ", most.commands()) + " on " + scope(most.scope())));
        access.allowed().stream()
                .filter(clause -> !clause.commands().isEmpty())
                .forEach(clause ->
                        parts.add("commands " + String.join(" ", clause.commands()) + " on " + scope(clause.scope())));
        access.denied().stream()
                .filter(clause -> !clause.commands().isEmpty())
                .forEach(clause ->
                        parts.add("but not " + String.join(" ", clause.commands()) + " on " + scope(clause.scope())));
        return String.join("; ", parts);
    }

    private static String clause(Clause clause) {
        String what = switch (clause) {
            case Clause.Allow(
                    Scope scope,
                    Permissions permissions,
                    List<String> users,
                    List<String> commands,
                    Optional<Recording> recording) ->
                "allow " + joined(permissions(permissions), commands)
                        + (users.isEmpty() ? "" : ", as " + String.join(" ", users) + " too")
                        + recording.map(how -> ", recorded: " + word(how)).orElse("");
            case Clause.Deny(Scope scope, var permissions, List<String> users, List<String> commands) ->
                "deny " + joined(words(permissions), commands)
                        + (users.isEmpty() ? "" : " to the users " + String.join(" ", users));
            case Clause.Recorded(Clause.Allow entry) ->
                "record" + entry.recording().map(how -> ": " + word(how)).orElse("");
        };
        return what + " on " + scope(clause.scope());
    }

    private static String words(Collection<Permission> permissions) {
        return permissions.stream().sorted().map(AccessReport::word).collect(Collectors.joining(", "));
    }

    private static String joined(String permissions, List<String> commands) {
        String named = commands.isEmpty() ? "" : "the commands " + String.join(" ", commands);
        return permissions.isEmpty() || named.isEmpty() ? permissions + named : permissions + ", " + named;
    }

    private static String scope(Scope scope) {
        if (scope.isAll()) {
            return "all containers";
        }
        String names = scope.names().stream().map(name -> " " + name).collect(Collectors.joining());
        String projects =
                scope.projects().isEmpty() ? "" : " of the compose project " + String.join(" or ", scope.projects());
        String labels = scope.labels().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(label -> " with the label " + label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining(" and"));
        return "containers" + names + projects + labels;
    }

    private static String said(Restrictions restrictions, boolean secondFactor) {
        List<String> parts = new ArrayList<>();
        restrictions.from().ifPresent(from -> parts.add("from " + from));
        restrictions.expiry().ifPresent(until -> parts.add("until " + until));
        restrictions.command().ifPresent(command -> parts.add("always running \"" + command + "\""));
        if (!restrictions.pty()) {
            parts.add("without a terminal");
        }
        if (restrictions.forwardsNothing()) {
            parts.add("without forwards");
        }
        if (restrictions.verifyRequired()) {
            parts.add("with PIN or finger");
        }
        if (secondFactor) {
            parts.add("with a one-time code");
        }
        return parts.stream().map(part -> "; " + part).collect(Collectors.joining());
    }

    private static boolean opensNothing(Restrictions restrictions, Instant now) {
        return restrictions.expired(now) || restrictions.isNobodys();
    }

    private static String whyNot(Restrictions restrictions, Instant now) {
        return (restrictions.expired(now) ? " (expired)" : "")
                + (restrictions.isNobodys() ? " (which is no address at all)" : "");
    }

    /** A certificate, from the text of its file as ssh-keygen writes it; empty where it is none. */
    public static Optional<Credential.Certificate> certificate(String text) {
        String line = Blank.skip(text.lines().findFirst().orElse(""));
        String type = Blank.word(line);
        String encoded = Blank.word(Blank.skip(line.substring(type.length())));
        try {
            return CertificateBlob.isName(type)
                    ? Optional.of(
                            CertificateBlob.read(KeyBlob.of(Base64.getDecoder().decode(encoded))))
                    : Optional.empty();
        } catch (IllegalArgumentException | MalformedException notOne) {
            return Optional.empty();
        }
    }

    /** Why the certificate in a file opens nothing whatever is written here; empty where there is none, or it may. */
    public static List<String> uselessCertificate(String text) {
        String line = Blank.skip(text.lines().findFirst().orElse(""));
        String type = Blank.word(line);
        if (!CertificateBlob.isName(type)) {
            return List.of();
        }
        try {
            KeyBlob blob =
                    KeyBlob.of(Base64.getDecoder().decode(Blank.word(Blank.skip(line.substring(type.length())))));
            try {
                CertificateBlob.read(blob);
                return List.of();
            } catch (MalformedException useless) {
                return List.of(
                        OfferedKey.fingerprint(blob)
                                + OfferedKey.described(blob)
                                        .map(certificate -> " with the " + certificate.described())
                                        .orElse(" with a certificate"),
                        "  It opens nothing: " + useless.reason() + ".");
            }
        } catch (IllegalArgumentException noBase64) {
            return List.of();
        }
    }

    /** A key's fingerprint, from a fingerprint or from the text of a public key; empty where it is neither. */
    public static Optional<String> fingerprint(String text) {
        if (text.matches("SHA256:[A-Za-z0-9+/]{43}")) {
            return Optional.of(text);
        }
        return AuthorizedKeys.parse(AuthorizedKeys.ANY_LOGIN, "", text, ZoneId.systemDefault()).rules().stream()
                .findFirst()
                .map(rule -> rule.key().fingerprint());
    }
}
