package io.hatchway.access;

import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Alice with a key and a role, an authority, and a container that runs: what each test adds to them, it says. */
abstract class TeamsScene {
    static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    static final InetAddress HERE = InetAddress.getLoopbackAddress();
    static final KeyBlob ALICE = SampleKeys.blob("ed25519");
    static final KeyBlob CA = SampleKeys.blob("rsa2048");
    static final KeyBlob STRANGER = SampleKeys.blob("ecdsa256");
    static final Origin FILE = new Origin("access.yaml", 3);
    static final Subject WEB = new Subject(
            Set.of("shop-web-1", "shop.web", "shop.web.1"), Map.of("team", "blue"), Optional.of("shop"), "");
    static final Permissions SHELL_AND_EXEC =
            new Permissions(EnumSet.of(Permission.SHELL, Permission.EXEC), FileAccess.NONE);

    final List<Rule> rules = new ArrayList<>();
    final List<Clause> clauses = new ArrayList<>();
    final List<RestrictedConsole> consoles = new ArrayList<>();
    final List<KeyLine> former = new ArrayList<>();
    final List<String> personPrincipals = new ArrayList<>();
    final List<String> rolePrincipals = new ArrayList<>();
    Restrictions line = Restrictions.NONE;
    boolean principalsAreLogins = true;
    boolean trusted = true;
    Optional<Secret> secondFactor = Optional.empty();
    Revocations revocations = Revocations.NONE;
    Lookup container = new Lookup.Found(WEB);

    Policy policy() {
        Role role = new Role("developer", rolePrincipals, clauses);
        KeyLine key = new KeyLine(new Holder.Key(ALICE), line, new Origin("alice.pub", 1), "laptop");
        Person alice = new Person("alice", List.of(key), former, personPrincipals, List.of(role), secondFactor, FILE);
        List<Authority> authority = List.of(new Authority(CA, principalsAreLogins, new Origin("ca.pub", 1)));
        Teams teams = trusted
                ? new Teams(List.of(alice), List.of(role), consoles, authority)
                : new Teams(List.of(alice), List.of(role), consoles, List.of(), authority);
        return new Policy(rules, List.of(), teams, revocations);
    }

    Decision asAlice(String login) {
        return decide(login, new Credential.Key(ALICE));
    }

    Decision decide(String login, Credential credential) {
        return policy().decide(new Attempt(login, credential, HERE, NOW), name -> container);
    }

    static Scope names(String... patterns) {
        return new Scope(List.of(patterns), List.of(), Map.of());
    }

    void allow(Scope scope) {
        clauses.add(new Clause.Allow(scope, SHELL_AND_EXEC, List.of("postgres"), List.of()));
    }

    void deny(Scope scope, String... users) {
        clauses.add(new Clause.Deny(scope, EnumSet.allOf(Permission.class), List.of(users), List.of()));
    }

    /** A line of the keys folder, in the file that is named after the login. */
    void openByLine(String login, KeyBlob key) {
        rules.add(new Rule(
                LoginPattern.parse(login).orElseThrow(),
                key,
                Restrictions.NONE,
                new Origin("keys/" + login, 1),
                "line"));
    }

    static Credential.Certificate certified(KeyBlob key, KeyBlob authority, String... principals) {
        return new Credential.Certificate(
                key, authority, 7, "id", List.of(principals), NOW, NOW.plusSeconds(1), Restrictions.NONE);
    }

    static Optional<Secret> secret(int content) {
        return Optional.of(Secret.of(new byte[] {(byte) content}));
    }
}
