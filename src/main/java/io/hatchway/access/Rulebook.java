package io.hatchway.access;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The lines of the keys folder, found by their keys, with the users that the configuration adds. */
final class Rulebook {
    private final Map<KeyBlob, List<Rule>> byKey = new HashMap<>();
    private final List<RunAs> runAs;

    /**
     * @param rules in the order in which they are considered
     * @param runAs the first entry that matches a container's name is the one that counts
     */
    Rulebook(List<Rule> rules, List<RunAs> runAs) {
        for (Rule rule : rules) {
            byKey.computeIfAbsent(rule.key(), key -> new ArrayList<>()).add(rule);
        }
        this.runAs = List.copyOf(runAs);
    }

    Map<KeyBlob, List<Rule>> byKey() {
        return byKey;
    }

    List<RunAs> runAs() {
        return runAs;
    }

    /** Those with a credential's key, or of its authority's, whatever they open. */
    List<Rule> of(Credential credential) {
        return switch (credential) {
            case Credential.Key(KeyBlob key) -> byKey.getOrDefault(key, List.of());
            case Credential.Certificate certificate -> byKey.getOrDefault(certificate.authority(), List.of());
        };
    }

    /** Those that open a target to a credential while they hold, the first to be taken first. */
    List<KeyLine> lines(Target target, Credential credential) {
        return of(credential).stream()
                .filter(rule -> rule.line().holder().means(credential, target.login()))
                .flatMap(rule -> candidate(rule, target).stream())
                .sorted(Comparator.comparing(Candidate::rank))
                .map(candidate -> candidate.rule().line())
                .toList();
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
