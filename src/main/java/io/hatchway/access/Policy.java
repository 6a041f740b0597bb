package io.hatchway.access;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Everything that is granted at one moment: immutable, so a reload swaps the whole of it. What nothing grants is denied,
 * and what anything denies stays denied.
 *
 * <p>Three sources grant, and the first that has an answer gives the terms: the lines of the keys folder, then the roles of
 * the person a credential stands for, then a trusted authority's certificate whose principal is the login itself. Among
 * the lines of the keys folder a line whose file is the login itself comes before one whose file is a pattern, and both
 * before one that opens the login only because the configuration adds the user; among equals the order of the rules as
 * given decides. The first line that holds (its {@code from=} and {@code expiry-time=}) is the one that counts, with its
 * restrictions and no others, as sshd does with the lines of one file. A person's roles add up. What a role of the person
 * denies, how it says that sessions are recorded, and a second factor the person has, hold whatever source let the
 * credential in.
 */
public final class Policy {
    /** Grants nothing. */
    public static final Policy EMPTY = new Policy(List.of(), List.of(), Teams.NONE, Revocations.NONE);

    private final Rulebook rules;
    private final Teams teams;
    private final Acquaintances acquaintances;
    private final Revocations revocations;

    /**
     * @param rules in the order in which they are considered
     * @param runAs users the configuration adds; the first entry that matches a container's name is the one that counts
     */
    public Policy(List<Rule> rules, List<RunAs> runAs, Teams teams, Revocations revocations) {
        this.rules = new Rulebook(rules, runAs);
        this.teams = teams;
        this.acquaintances = new Acquaintances(teams);
        this.revocations = revocations;
    }

    /**
     * Decides. Looks at nothing but its arguments; asks the directory, and so may block, only for a credential whose
     * roles hang on more than names.
     */
    public Decision decide(Attempt attempt, Directory directory) {
        return target(attempt.login())
                .map(target -> decide(
                        target, attempt, standings -> standings.isEmpty() ? Lookup.UNKNOWN : lookup(target, directory)))
                .orElseGet(() -> new Decision.Denied("the login name is not one that can exist"));
    }

    /**
     * Decides again for somebody who is already in, usually on a newer policy: each new channel asks, and so does whoever
     * ends sessions when a key is revoked or runs out. The new grant may carry other terms than the old one. Never
     * blocks.
     */
    public Decision renew(Grant grant, Instant now) {
        return again(grant, grant.container(), now);
    }

    /** Decides again, now that the very container is known that is about to be entered. Never blocks. */
    public Decision enter(Grant grant, Subject container, Instant now) {
        return again(grant, new Lookup.Found(container), now);
    }

    private Decision again(Grant grant, Lookup container, Instant now) {
        Attempt before = grant.attempt();
        Attempt attempt = new Attempt(before.login(), before.credential(), before.source(), now);
        return vouched(
                grant,
                target(attempt.login())
                        .map(target -> decide(target, attempt, standings -> container))
                        .orElseGet(() -> new Decision.Denied("the login name is not one that can exist")));
    }

    /**
     * Decides on another login for somebody who is already in by one: granted as if it had been used at the door, as far
     * as what was given there is enough. May block, as {@link #decide}.
     */
    public Decision beside(Grant grant, String login, Directory directory, Instant now) {
        return vouched(grant, decide(new Attempt(login, grant.credential(), grant.source(), now), directory));
    }

    private static Decision vouched(Grant given, Decision decision) {
        return switch (decision) {
            case Decision.Allowed(Grant wanted) ->
                given.lackingFor(wanted)
                        .<Decision>map(Decision.Denied::new)
                        .orElseGet(() -> new Decision.Allowed(given.vouchingFor(wanted)));
            case Decision.Denied denied -> denied;
        };
    }

    /** Whether anybody at all may run everything on the console. */
    public boolean hasAdmin(Instant now) {
        return inquiry(now).admins().findAny().isPresent();
    }

    /** Whether anybody may by a key of their own: of a certificate nobody knows whether it was ever signed. */
    boolean hasAdminByKey(Instant now) {
        return inquiry(now).admins().anyMatch(admin -> switch (admin.bearer()) {
            case Opening.Bearer.Key key -> true;
            case Opening.Bearer.Certificate certificate -> false;
        });
    }

    /** Everybody who may run everything on the console, from wherever the line allows. */
    public List<Opening> admins(Instant now) {
        return inquiry(now).admins().toList();
    }

    private Inquiry inquiry(Instant now) {
        return new Inquiry(this, rules.byKey(), teams, now);
    }

    static boolean isUnlimited(List<Role> roles) {
        return new CommandAccess(
                        Standing.allowed(roles).toList(), Standing.denied(roles).toList(), Optional.empty())
                .isUnlimited();
    }

    /**
     * Everybody who may open a login, from wherever the line allows and as long as it holds: the order is that of the
     * sources. Of several lines with one key those that never get their turn are left out. Asks the directory, and so may
     * block.
     */
    public List<Opening> who(String login, Directory directory, Instant now) {
        return target(login)
                .map(target -> inquiry(now).who(target, lookup(target, directory)))
                .orElse(List.of());
    }

    /** What is known of a key, whether it is a user's or an authority's. */
    public Holdings holdings(String fingerprint) {
        return Inquiry.holdings(fingerprint, rules.byKey(), rules.runAs(), teams, revocations);
    }

    /** What is known of a certificate, wherever its client comes from. */
    public Certified certified(Credential.Certificate certificate, Instant now) {
        return Inquiry.certified(
                certificate,
                revocations.objection(certificate).or(() -> validity(certificate, now)),
                rules.of(certificate),
                rules.runAs(),
                teams);
    }

    /**
     * All that could be answered to a credential whose lines hold, from whatever address, the first answer first; what
     * comes after one that holds everywhere never gets its turn.
     */
    List<Way> ways(Target target, Attempt attempt, Lookup container) {
        if (objection(attempt).isPresent()) {
            return List.of();
        }
        List<Standing> standings = acquaintances.standings(attempt.credential(), target.login());
        Stream<Offer> byLine = rules.lines(target, attempt.credential()).stream()
                .map(line -> Offer.of(line, attempt.credential(), standings));
        List<Standing> granting = standings.stream().filter(Standing::grants).toList();
        Stream<Offer> byRole = granting.stream().map(Standing::line).distinct().map(line -> Offer.of(line, granting));
        Stream<Offer> all = Stream.of(byLine, byRole, principal(target, attempt.credential()).stream())
                .flatMap(offers -> offers)
                .filter(offer -> !offer.restrictions().expired(attempt.now()));
        List<Way> ways = new ArrayList<>();
        for (Offer offer : all.toList()) {
            if (offer.decide(target, attempt, container, standings, teams) instanceof Decision.Allowed(Grant grant)) {
                ways.add(new Way(grant, offer.restrictions(), standings));
                if (offer.restrictions().from().isEmpty()) {
                    break;
                }
            }
        }
        return ways;
    }

    /** One of them: the restrictions are those of the line alone. */
    record Way(Grant grant, Restrictions line, List<Standing> standings) {}

    /** What a login opens, if it is one that can exist: a restricted console has a name that a container could have. */
    public Optional<Target> target(String login) {
        return Target.parse(login).flatMap(parsed -> switch (parsed) {
            case Target.Container(String name, Optional<String> user)
            when teams.console(name).isPresent() ->
                user.isEmpty() ? Optional.of(new Target.Console(name)) : Optional.empty();
            case Target.Container container -> Optional.of(container);
            case Target.Console console -> Optional.of(console);
        });
    }

    private Decision decide(Target target, Attempt attempt, Function<List<Standing>, Lookup> containers) {
        Optional<String> objection = objection(attempt);
        if (objection.isPresent()) {
            return new Decision.Denied(objection.get());
        }
        List<Standing> standings = acquaintances.standings(attempt.credential(), target.login());
        Lookup container = containers.apply(standings);
        if (container instanceof Lookup.Found(Subject found) && !found.isEnabled()) {
            return new Decision.Denied("the container lets nobody in");
        }
        List<Decision> answers = Stream.of(
                        byRule(target, attempt, container, standings),
                        byRole(target, attempt, container, standings),
                        byPrincipal(target, attempt, container, standings))
                .flatMap(Optional::stream)
                .toList();
        return answers.stream()
                .filter(Decision.Allowed.class::isInstance)
                .findFirst()
                .or(() -> answers.stream().findFirst())
                .orElseGet(() -> new Decision.Denied(unknown(attempt, standings)));
    }

    /** What speaks against a credential whatever it is used for. */
    private Optional<String> objection(Attempt attempt) {
        Optional<String> revoked = revocations.objection(attempt.credential());
        if (revoked.isPresent()) {
            return revoked;
        }
        return switch (attempt.credential()) {
            case Credential.Key key -> Optional.empty();
            case Credential.Certificate certificate ->
                validity(certificate, attempt.now())
                        .or(() -> certificate
                                .restrictions()
                                .from()
                                .filter(from -> !from.contains(attempt.source()))
                                .map(from -> "its certificate does not allow the client's address"));
        };
    }

    private static Optional<String> validity(Credential.Certificate certificate, Instant now) {
        if (now.isBefore(certificate.validFrom())) {
            return Optional.of("its certificate is not valid yet");
        }
        return now.isBefore(certificate.validUntil()) ? Optional.empty() : Optional.of("its certificate has expired");
    }

    /** Why nothing that is written speaks of a credential and this login. */
    private String unknown(Attempt attempt, List<Standing> standings) {
        boolean named = !standings.isEmpty() || !rules.of(attempt.credential()).isEmpty();
        return switch (attempt.credential()) {
            case Credential.Key key -> named ? "no line with this key opens this login" : "no line has this key";
            case Credential.Certificate certificate ->
                named || teams.authority(certificate.authority()).isPresent()
                        ? "nothing opens this login to a principal of its certificate"
                        : "nobody trusts its certificate's authority";
        };
    }

    private static Lookup lookup(Target target, Directory directory) {
        return switch (target) {
            case Target.Console console -> Lookup.UNKNOWN;
            case Target.Container container -> directory.find(container.name());
        };
    }

    private Optional<Decision> byRule(Target target, Attempt attempt, Lookup container, List<Standing> standings) {
        List<KeyLine> lines = rules.lines(target, attempt.credential());
        return lines.stream()
                .filter(line -> objection(line, attempt).isEmpty())
                .findFirst()
                .map(line -> Offer.of(line, attempt.credential(), standings)
                        .decide(target, attempt, container, standings, teams))
                .or(() -> lines.stream()
                        .flatMap(line -> objection(line, attempt).stream())
                        .findFirst()
                        .map(Decision.Denied::new));
    }

    private Optional<Decision> byRole(Target target, Attempt attempt, Lookup container, List<Standing> standings) {
        List<Standing> granting = standings.stream().filter(Standing::grants).toList();
        List<Standing> holding = granting.stream()
                .filter(standing -> standing.line()
                        .map(line -> objection(line, attempt).isEmpty())
                        .orElse(true))
                .toList();
        if (holding.isEmpty()) {
            return granting.stream()
                    .flatMap(standing -> standing.line().stream())
                    .flatMap(line -> objection(line, attempt).stream())
                    .findFirst()
                    .map(Decision.Denied::new);
        }
        Offer offer = Offer.of(holding.getFirst().line(), holding);
        return Optional.of(offer.decide(target, attempt, container, standings, teams));
    }

    private Optional<Decision> byPrincipal(Target target, Attempt attempt, Lookup container, List<Standing> standings) {
        return principal(target, attempt.credential())
                .map(offer -> offer.decide(target, attempt, container, standings, teams));
    }

    private Optional<Offer> principal(Target target, Credential credential) {
        return switch (credential) {
            case Credential.Key key -> Optional.empty();
            case Credential.Certificate certificate ->
                teams.authority(certificate.authority())
                        .filter(authority ->
                                authority.logins() && certificate.principals().contains(target.login()))
                        .map(authority -> Offer.of(certificate, authority));
        };
    }

    private static Optional<String> objection(KeyLine line, Attempt attempt) {
        if (line.restrictions().expired(attempt.now())) {
            return Optional.of(line.origin() + " has expired");
        }
        return line.restrictions()
                .from()
                .filter(from -> !from.contains(attempt.source()))
                .map(from -> line.origin() + " does not allow the client's address");
    }
}
