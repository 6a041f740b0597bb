package io.hatchway.access;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Asks a policy what it would say to whom. The answers are the policy's own, for each credential that it knows of. */
final class Inquiry {
    private final Policy policy;
    private final Map<KeyBlob, List<Rule>> rules;
    private final Teams teams;
    private final Instant now;

    Inquiry(Policy policy, Map<KeyBlob, List<Rule>> rules, Teams teams, Instant now) {
        this.policy = policy;
        this.rules = rules;
        this.teams = teams;
        this.now = now;
    }

    List<Opening> who(Target target, Lookup container) {
        return Stream.concat(
                        lines(rules, teams).flatMap(line -> bearers(line.holder(), target.login())),
                        teams.authorities().stream().flatMap(authority -> bearers(authority, target.login())))
                .distinct()
                .flatMap(bearer -> openings(bearer, target, container))
                .toList();
    }

    /** Everybody who may run everything on the console; of those who could not whatever holds, nobody is asked. */
    Stream<Opening> admins() {
        Target console = new Target.Console(Target.CONSOLE);
        Stream<Holder> byRule = rules.values().stream()
                .flatMap(Collection::stream)
                .filter(rule -> rule.logins().matches(console))
                .map(rule -> rule.line().holder());
        Stream<Holder> byRole = teams.people().stream()
                .filter(person -> Policy.isUnlimited(person.roles()))
                .flatMap(person -> person.keys().stream())
                .map(KeyLine::holder);
        Stream<Opening.Bearer> byAuthority =
                teams.authorities().stream().flatMap(authority -> bearers(authority, console.login()));
        return Stream.concat(
                        Stream.concat(byRule, byRole).flatMap(holder -> bearers(holder, console.login())), byAuthority)
                .distinct()
                .flatMap(bearer -> openings(bearer, console, Lookup.UNKNOWN))
                .filter(Opening::isAdmins);
    }

    private static Stream<KeyLine> lines(Map<KeyBlob, List<Rule>> rules, Teams teams) {
        return Stream.concat(
                rules.values().stream().flatMap(Collection::stream).map(Rule::line),
                teams.people().stream().flatMap(person -> person.keys().stream()));
    }

    private static Stream<Opening.Bearer> bearers(Holder holder, String login) {
        return switch (holder) {
            case Holder.Key(KeyBlob key) -> Stream.of(new Opening.Bearer.Key(key));
            case Holder.Authority(KeyBlob key, Optional<List<String>> principals) ->
                principals.orElse(List.of(login)).stream()
                        .map(principal -> new Opening.Bearer.Certificate(key, principal));
        };
    }

    private Stream<Opening.Bearer> bearers(Authority authority, String login) {
        Stream<String> named = Stream.concat(
                teams.people().stream().flatMap(person -> person.principals().stream()),
                teams.roles().stream().flatMap(role -> role.principals().stream()));
        return Stream.concat(named, authority.logins() ? Stream.of(login) : Stream.empty())
                .map(principal -> new Opening.Bearer.Certificate(authority.key(), principal));
    }

    private Stream<Opening> openings(Opening.Bearer bearer, Target target, Lookup container) {
        // The address is nobody's: what a line asks of it is told, not decided.
        Attempt attempt = new Attempt(target.login(), credential(bearer), InetAddress.getLoopbackAddress(), now);
        return policy.ways(target, attempt, container).stream()
                .filter(way -> !way.line().isNobodys())
                .map(way -> new Opening(
                        bearer,
                        way.grant().identity().name(),
                        way.grant().forwarding().permissionsLeft(),
                        way.grant().commands(),
                        way.line(),
                        way.grant().secondFactor().isPresent(),
                        way.grant().origin(),
                        unsure(way.standings(), target, container)));
    }

    /** A certificate that asks for nothing more: the key that it is for could be any. */
    private Credential credential(Opening.Bearer bearer) {
        return switch (bearer) {
            case Opening.Bearer.Key(KeyBlob key) -> new Credential.Key(key);
            case Opening.Bearer.Certificate(KeyBlob authority, String principal) ->
                new Credential.Certificate(
                        authority,
                        authority,
                        0,
                        role(principal).orElse(principal),
                        List.of(principal),
                        now,
                        Instant.MAX,
                        Restrictions.NONE);
        };
    }

    /** What a principal is told as where it is nobody's own: the role that it names. */
    private Optional<String> role(String principal) {
        return teams.roles().stream()
                .filter(role -> role.principals().contains(principal))
                .map(Role::name)
                .findFirst();
    }

    private static List<Clause> unsure(List<Standing> standings, Target target, Lookup container) {
        return switch (target) {
            case Target.Console console -> List.of();
            case Target.Container asked ->
                switch (container) {
                    case Lookup.Found found -> List.of();
                    case Lookup.Absent absent -> unsure(standings, asked);
                    case Lookup.Unknown unknown -> unsure(standings, asked);
                };
        };
    }

    private static List<Clause> unsure(List<Standing> standings, Target.Container asked) {
        return Stream.concat(
                        standings.stream()
                                .flatMap(Standing::allowed)
                                .filter(clause -> clause.scope().mayContain(asked.name())
                                        && !clause.scope().containsAbsent(asked.name())),
                        standings.stream().flatMap(Standing::denied))
                .distinct()
                .map(Clause.class::cast)
                .toList();
    }

    static Holdings holdings(
            String fingerprint,
            Map<KeyBlob, List<Rule>> rules,
            List<RunAs> runAs,
            Teams teams,
            Revocations revocations) {
        List<Holdings.Line> lines = rules.values().stream()
                .flatMap(Collection::stream)
                .filter(rule -> rule.key().fingerprint().equals(fingerprint))
                .map(rule -> new Holdings.Line(rule, users(rule.logins(), runAs)))
                .toList();
        List<Holdings.Held> people = teams.people().stream()
                .flatMap(person -> person.keys().stream()
                        .filter(line -> line.key().fingerprint().equals(fingerprint))
                        .map(line -> new Holdings.Held(person, line)))
                .toList();
        List<Authority> authorities = teams.authorities().stream()
                .filter(authority -> authority.key().fingerprint().equals(fingerprint))
                .toList();
        boolean revoked = Stream.of(
                        lines.stream().map(line -> line.rule().key()),
                        people.stream().map(held -> held.line().key()),
                        authorities.stream().map(Authority::key))
                .flatMap(keys -> keys)
                .anyMatch(key -> revocations.revokes(new Credential.Key(key)));
        return new Holdings(revoked, lines, people, authorities);
    }

    static Certified certified(
            Credential.Certificate certificate,
            Optional<String> objection,
            List<Rule> ofItsAuthority,
            List<RunAs> runAs,
            Teams teams) {
        List<Holdings.Line> lines = ofItsAuthority.stream()
                .filter(rule -> means(rule, certificate))
                .map(rule -> new Holdings.Line(rule, users(rule.logins(), runAs)))
                .toList();
        Optional<Authority> authority = teams.authority(certificate.authority());
        List<String> principals = authority.isPresent() ? certificate.principals() : List.of();
        List<Person> people = teams.people().stream()
                .filter(person -> isAny(person.principals(), principals)
                        || person.keys().stream()
                                .anyMatch(line -> certificate.principals().stream()
                                        .anyMatch(login -> line.holder().means(certificate, login))))
                .toList();
        List<Role> roles = teams.roles().stream()
                .filter(role -> isAny(role.principals(), principals))
                .toList();
        return new Certified(
                objection,
                lines,
                people,
                roles,
                authority.filter(Authority::logins).isPresent() ? principals : List.of());
    }

    /** Whether a line opens any login to it. */
    private static boolean means(Rule rule, Credential.Certificate certificate) {
        return switch (rule.line().holder()) {
            case Holder.Key key -> false;
            case Holder.Authority(KeyBlob key, Optional<List<String>> named) ->
                named.map(principals -> isAny(principals, certificate.principals()))
                        .orElseGet(() -> certificate.principals().stream()
                                .flatMap(login -> Target.parse(login).stream())
                                .anyMatch(rule.logins()::matches));
        };
    }

    private static boolean isAny(List<String> these, List<String> those) {
        return these.stream().anyMatch(those::contains);
    }

    /** Those added to the one container that an exact name means; of a pattern each container has its own. */
    private static Set<String> users(LoginPattern logins, List<RunAs> runAs) {
        return Target.parse(logins.toString())
                .filter(target ->
                        target instanceof Target.Container(String name, Optional<String> user) && user.isEmpty())
                .flatMap(target -> runAs.stream()
                        .filter(entry -> entry.containers().matches(target))
                        .findFirst())
                .map(RunAs::users)
                .orElse(Set.of());
    }
}
