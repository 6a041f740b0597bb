package io.hatchway.access;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All that is written about who may open what, at one moment. Equal ones come to the same policy. */
public record Register(List<Rule> rules, List<RunAs> runAs, Teams teams, Revocations revocations) {
    /** Nothing is written. */
    public static final Register NOTHING = new Register(List.of(), List.of(), Teams.NONE, Revocations.NONE);

    public Register {
        rules = List.copyOf(rules);
        runAs = List.copyOf(runAs);
    }

    public Policy policy() {
        return new Policy(rules, runAs, teams, revocations);
    }

    /**
     * Everybody who may run everything on the console. A list of revoked keys that cannot be read keeps everybody out for
     * as long as that lasts; it makes nobody less of an administrator.
     */
    List<Opening> admins(Instant now) {
        return new Policy(rules, runAs, teams, revocations.known()).admins(now);
    }

    /** Whether there is any of those. */
    public boolean hasAdmin(Instant now) {
        return new Policy(rules, runAs, teams, revocations.known()).hasAdmin(now);
    }

    /** Whether any of those needs no certificate. */
    public boolean hasAdminByKey(Instant now) {
        return new Policy(rules, runAs, teams, revocations.known()).hasAdminByKey(now);
    }

    /**
     * This with other lines in some of its files.
     *
     * @param files the new lines of each, by its name in origins; a file without any is one that has none here, either
     */
    public Register rewritten(Map<String, List<KeyLine>> files) {
        Map<String, LoginPattern> logins = new LinkedHashMap<>();
        rules.forEach(rule -> logins.put(rule.origin().file(), rule.logins()));
        List<Rule> others = new ArrayList<>(rules.stream()
                .filter(rule -> !files.containsKey(rule.origin().file()))
                .toList());
        files.forEach((file, lines) -> Optional.ofNullable(logins.get(file))
                .ifPresent(opened -> lines.forEach(line -> others.add(new Rule(opened, line)))));
        return new Register(
                others,
                runAs,
                new Teams(
                        teams.people().stream()
                                .map(person -> rewritten(person, files))
                                .toList(),
                        teams.roles(),
                        teams.consoles(),
                        teams.authorities().stream()
                                .filter(authority -> stillHas(files, authority))
                                .toList(),
                        teams.former()),
                revocations);
    }

    private static Person rewritten(Person person, Map<String, List<KeyLine>> files) {
        List<KeyLine> lines = new ArrayList<>();
        Set<String> replaced = new HashSet<>();
        for (KeyLine line : person.keys()) {
            String file = line.origin().file();
            List<KeyLine> instead = files.get(file);
            if (instead == null) {
                lines.add(line);
            } else if (replaced.add(file)) {
                lines.addAll(instead);
            }
        }
        return person.withKeys(lines);
    }

    private static boolean stillHas(Map<String, List<KeyLine>> files, Authority authority) {
        List<KeyLine> instead = files.get(authority.origin().file());
        return instead == null || instead.stream().anyMatch(line -> line.key().equals(authority.key()));
    }

    /** A line of a key by what it says, wherever it stands in its file. */
    record Saying(Object where, Holder holder, Restrictions restrictions) {
        static Saying of(Object where, KeyLine line) {
            return new Saying(where, line.holder(), line.restrictions());
        }
    }

    /** What all lines of keys say. */
    Set<Saying> sayings() {
        Set<Saying> sayings = new HashSet<>();
        rules.forEach(rule -> sayings.add(Saying.of(rule.logins(), rule.line())));
        teams.people().forEach(person -> person.keys().forEach(line -> sayings.add(Saying.of(person.name(), line))));
        return sayings;
    }

    /** Whether what an administrator was let in by is still written. */
    boolean has(Opening admin) {
        return switch (admin.bearer()) {
            case Opening.Bearer.Key(KeyBlob key) -> holders().contains(key);
            case Opening.Bearer.Certificate(KeyBlob authority, String principal) ->
                holders().contains(authority)
                        || teams.authorities().stream()
                                .anyMatch(trusted -> trusted.key().equals(authority));
        };
    }

    private Collection<KeyBlob> holders() {
        List<KeyBlob> holders = new ArrayList<>();
        rules.forEach(rule -> holders.add(rule.key()));
        teams.people().forEach(person -> person.keys().forEach(line -> holders.add(line.key())));
        return holders;
    }
}
