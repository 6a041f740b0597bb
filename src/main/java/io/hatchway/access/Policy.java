package io.hatchway.access;

import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that is granted at one moment: immutable, so a reload swaps the whole of it. What no rule grants is denied.
 *
 * <p>Where several lines name the same key, a line whose file is the login itself comes before one whose file is a
 * pattern, and both before one that opens the login only because the configuration adds the user; among equals the order
 * of the rules as given decides. The first of them that holds (its {@code from=} and {@code expiry-time=}) is the one that
 * counts, with its restrictions and no others, as sshd does with the lines of one file.
 */
public final class Policy {
    /** Grants nothing. */
    public static final Policy EMPTY = new Policy(List.of(), List.of());

    private final Map<KeyBlob, List<Rule>> rules;
    private final List<RunAs> runAs;

    /**
     * @param rules in the order in which they are considered
     * @param runAs users the configuration adds; the first entry that matches a container's name is the one that counts
     */
    public Policy(List<Rule> rules, List<RunAs> runAs) {
        Map<KeyBlob, List<Rule>> byKey = new HashMap<>();
        for (Rule rule : rules) {
            byKey.computeIfAbsent(rule.key(), key -> new ArrayList<>()).add(rule);
        }
        this.rules = byKey;
        this.runAs = List.copyOf(runAs);
    }

    /** Decides. Looks at nothing but its argument, never blocks; costs about the same whatever the answer. */
    public Decision decide(Attempt attempt) {
        return Target.parse(attempt.login())
                .map(target -> decide(target, attempt.key(), attempt.source(), attempt.now()))
                .orElseGet(() -> new Decision.Denied("the login name is not one that can exist"));
    }

    /**
     * Decides again for somebody who is already in, usually on a newer policy: each new channel asks, and so does whoever
     * ends sessions when a key is revoked or runs out. The new grant may carry other restrictions than the old one.
     */
    public Decision renew(Grant grant, Instant now) {
        return decide(grant.target(), grant.key(), grant.source(), now);
    }

    private Decision decide(Target target, KeyBlob key, InetAddress source, Instant now) {
        List<Rule> known = rules.getOrDefault(key, List.of());
        List<Candidate> candidates = known.stream()
                .flatMap(rule -> candidate(rule, target).stream())
                .sorted(Comparator.comparing(Candidate::rank))
                .toList();
        String reason = known.isEmpty() ? "no line has this key" : "no line with this key opens this login";
        for (Candidate candidate : candidates.reversed()) {
            Rule rule = candidate.rule;
            Restrictions restrictions = rule.restrictions();
            if (restrictions.expired(now)) {
                reason = rule.origin() + " has expired";
            } else if (!restrictions.from().map(from -> from.contains(source)).orElse(true)) {
                reason = rule.origin() + " does not allow this address";
            }
        }
        Optional<Rule> first = candidates.stream()
                .map(Candidate::rule)
                .filter(rule -> !rule.restrictions().expired(now))
                .filter(rule -> rule.restrictions()
                        .from()
                        .map(from -> from.contains(source))
                        .orElse(true))
                .findFirst();
        String denial = reason;
        return first.<Decision>map(rule -> new Decision.Allowed(new Grant(target, rule, source)))
                .orElseGet(() -> new Decision.Denied(denial));
    }

    private record Candidate(Rule rule, Rank rank) {}

    private enum Rank {
        EXACT,
        PATTERN,
        EXACT_WITH_ADDED_USER,
        PATTERN_WITH_ADDED_USER
    }

    private Optional<Candidate> candidate(Rule rule, Target target) {
        boolean exact = rule.logins().isExact();
        if (rule.logins().matches(target)) {
            return Optional.of(new Candidate(rule, exact ? Rank.EXACT : Rank.PATTERN));
        }
        return switch (target) {
            case Target.Console console -> Optional.empty();
            case Target.Container(String name, Optional<String> user) -> {
                Target withoutUser = new Target.Container(name, Optional.empty());
                boolean added = user.isPresent()
                        && rule.logins().matches(withoutUser)
                        && runAs.stream()
                                .filter(entry -> entry.containers().matches(withoutUser))
                                .findFirst()
                                .map(entry -> entry.users().contains(user.get()))
                                .orElse(false);
                yield added
                        ? Optional.of(
                                new Candidate(rule, exact ? Rank.EXACT_WITH_ADDED_USER : Rank.PATTERN_WITH_ADDED_USER))
                        : Optional.empty();
            }
        };
    }
}
