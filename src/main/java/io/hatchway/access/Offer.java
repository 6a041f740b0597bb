package io.hatchway.access;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What one source offers to a credential, before what is denied is taken away. */
record Offer(String name, Restrictions restrictions, Origin origin, List<Clause.Allow> allowed) {

    /** What a line of the keys folder offers. */
    static Offer of(KeyLine line, Credential credential, List<Standing> standings) {
        String name = standings.stream().findFirst().map(Standing::name).orElseGet(() -> switch (credential) {
            case Credential.Key key -> line.comment();
            // The line's comment names the authority.
            case Credential.Certificate certificate -> certificate.id();
        });
        return new Offer(name, line.restrictions(), line.origin(), CommandAccess.EVERYTHING);
    }

    /** What the roles offer to those who are known by the same line, or by no line. */
    static Offer of(Optional<KeyLine> line, List<Standing> standings) {
        List<Standing> same =
                standings.stream().filter(each -> each.line().equals(line)).toList();
        Standing first = same.getFirst();
        return new Offer(
                first.name(),
                line.map(KeyLine::restrictions).orElse(Restrictions.NONE),
                line.map(KeyLine::origin).orElse(first.origin()),
                same.stream().flatMap(Standing::allowed).toList());
    }

    /** What an authority's certificate offers whose principal is the login. */
    static Offer of(Credential.Certificate certificate, Authority authority) {
        return new Offer(certificate.id(), Restrictions.NONE, authority.origin(), CommandAccess.EVERYTHING);
    }

    /**
     * What is left of it when what is denied is taken away.
     *
     * @param standings of the credential, whatever source this is
     */
    Decision decide(Target target, Attempt attempt, Lookup container, List<Standing> standings, Teams teams) {
        Optional<Restrictions> left = restrictions.and(attempt.credential());
        if (left.isEmpty()) {
            return new Decision.Denied(origin + " forces another command than the certificate");
        }
        List<Clause.Deny> denied = standings.stream().flatMap(Standing::denied).toList();
        Permissions permissions = Permissions.NONE;
        CommandAccess commands = CommandAccess.NONE;
        boolean anything = switch (target) {
            case Target.Console(String name) -> {
                commands = new CommandAccess(allowed, denied, teams.console(name));
                yield !commands.isEmpty();
            }
            case Target.Container asked -> {
                permissions = permissions(asked, container, allowed, denied);
                yield !permissions.granted().isEmpty();
            }
        };
        Optional<Secret> secondFactor = standings.stream()
                .flatMap(standing -> standing.secondFactor().stream())
                .findFirst();
        Identity identity = Identity.of(attempt.credential().key(), name);
        return anything
                ? new Decision.Allowed(new Grant(
                        target,
                        attempt,
                        container,
                        identity,
                        new Grant.Terms(
                                permissions,
                                commands,
                                left.get(),
                                secondFactor,
                                recording(target, container, standings),
                                origin)))
                : new Decision.Denied(denier(target, container, standings, teams)
                        .map(role -> "role " + role + " denies " + identity.name() + " this login")
                        .orElseGet(() -> "no role of " + identity.name() + " opens this login"));
    }

    /** The roles that take away what would have been given. */
    private Optional<String> denier(Target target, Lookup container, List<Standing> standings, Teams teams) {
        Predicate<Clause.Deny> takes = switch (target) {
            case Target.Console(String name) ->
                new CommandAccess(allowed, List.of(), teams.console(name)).isEmpty()
                        ? clause -> false
                        : clause -> clause.scope().isAll() && !clause.commands().isEmpty();
            case Target.Container asked ->
                permissions(asked, container, allowed, List.of()).granted().isEmpty()
                        ? clause -> false
                        : clause -> clause.means(asked, container);
        };
        return standings.stream()
                .flatMap(standing -> standing.roles().stream())
                .filter(role -> Standing.denied(List.of(role)).anyMatch(takes))
                .map(Role::name)
                .distinct()
                .reduce((one, other) -> one + " or " + other);
    }

    private static Permissions permissions(
            Target.Container asked, Lookup container, List<Clause.Allow> allowed, List<Clause.Deny> denied) {
        Permissions given = allowed.stream()
                .filter(clause -> clause.means(asked, container))
                .map(Clause.Allow::permissions)
                .reduce(Permissions.NONE, Permissions::plus);
        return denied.stream()
                .filter(clause -> clause.means(asked, container))
                .map(Clause.Deny::permissions)
                .reduce(given, Permissions::without, (one, other) -> {
                    throw new IllegalStateException("not in parallel");
                });
    }

    /** The strictest of what the entries say, whatever it was that let the person in. */
    private static Optional<Recording> recording(Target target, Lookup container, List<Standing> standings) {
        return standings.stream()
                .flatMap(standing -> standing.roles().stream())
                .flatMap(role -> role.clauses().stream())
                .flatMap(clause -> clause.recording(target, container).stream())
                .max(Comparator.naturalOrder());
    }
}
