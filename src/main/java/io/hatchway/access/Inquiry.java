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
                .map(way -> new Opening(
                        bearer,
                        way.grant().identity().name(),
                        way.grant().permissions(),
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
                        authority, authority, 0, principal, List.of(principal), now, Instant.MAX, Restrictions.NONE);
        };
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
