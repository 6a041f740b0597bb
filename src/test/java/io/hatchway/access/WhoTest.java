package io.hatchway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a policy says of itself. */
final class WhoTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final KeyBlob ALICE = SampleKeys.blob("ed25519");
    private static final KeyBlob CA = SampleKeys.blob("rsa2048");
    private static final KeyBlob OTHER = SampleKeys.blob("ecdsa256");
    private static final Subject WEB = new Subject(Set.of("web"), Map.of(), Optional.of("shop"), "");

    private final List<Rule> rules = new ArrayList<>();
    private final List<Clause> clauses = new ArrayList<>();
    private final List<String> principals = new ArrayList<>();
    private boolean logins;
    private Lookup container = new Lookup.Found(WEB);
    private Revocations revocations = Revocations.NONE;

    private Policy policy() {
        Role role = new Role("developer", principals, clauses);
        Person alice = new Person(
                "alice",
                List.of(new KeyLine(new Holder.Key(ALICE), Restrictions.NONE, new Origin("alice.pub", 1), "laptop")),
                List.of(),
                List.of(role),
                Optional.empty(),
                new Origin("access.yaml", 2));
        return new Policy(
                rules,
                List.of(new RunAs(LoginPattern.parse("web").orElseThrow(), Set.of("app"))),
                new Teams(
                        List.of(alice),
                        List.of(role),
                        List.of(new RestrictedConsole("operator", List.of("ps"), Scope.ALL)),
                        List.of(new Authority(CA, logins, new Origin("ca.pub", 1)))),
                revocations);
    }

    private List<Opening> who(String login) {
        return policy().who(login, name -> container, NOW);
    }

    private void rule(String login, KeyBlob key, Restrictions restrictions, int line) {
        rules.add(new Rule(
                LoginPattern.parse(login).orElseThrow(), key, restrictions, new Origin("keys/" + login, line), "bob"));
    }

    private void allow(Scope scope) {
        clauses.add(new Clause.Allow(
                scope, new Permissions(EnumSet.of(Permission.SHELL), FileAccess.NONE), List.of(), List.of("ps")));
    }

    private static Restrictions until(Instant expiry, Optional<SourceAddresses> from) {
        return new Restrictions(
                true,
                Flag.UNSAID,
                Flag.UNSAID,
                Flag.UNSAID,
                Optional.empty(),
                from,
                Optional.of(expiry),
                Map.of(),
                List.of(),
                List.of(),
                true,
                false);
    }

    @Test
    void nobodyIsNamedWhereNothingOpensIt() {
        assertThat(who("web")).isEmpty();
        assertThat(who("no such login")).isEmpty();
    }

    @Test
    void aLineAndARoleAreNamedWithWhereTheyStand() {
        rule("web", OTHER, Restrictions.NONE, 1);
        allow(new Scope(List.of("w*"), List.of(), Map.of()));
        assertThat(who("web"))
                .extracting(Opening::name, opening -> opening.origin().toString())
                .containsExactly(tuple("bob", "keys/web:1"), tuple("alice", "alice.pub:1"));
        assertThat(who("web").getLast().permissions().granted()).containsExactly(Permission.SHELL);
    }

    @Test
    void aLineThatNeverGetsItsTurnIsLeftOut() {
        rule("web", OTHER, until(NOW.plusSeconds(9), SourceAddresses.parse("10.0.0.0/8")), 1);
        rule("web", OTHER, Restrictions.NONE, 2);
        rule("web", OTHER, Restrictions.NONE, 3);
        assertThat(who("web")).extracting(opening -> opening.origin().line()).containsExactly(1, 2);
    }

    private static Restrictions line(Flag portForwarding, Optional<String> command, List<Endpoint> permitOpen) {
        return new Restrictions(
                true,
                portForwarding,
                Flag.UNSAID,
                Flag.UNSAID,
                command,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                permitOpen,
                List.of(),
                true,
                false);
    }

    private boolean isToldToForward(Flag portForwarding, Optional<String> command, List<Endpoint> permitOpen) {
        rules.clear();
        rule("web", OTHER, line(portForwarding, command, permitOpen), 1);
        return who("web").getFirst().permissions().has(Permission.FORWARD);
    }

    @Test
    void aLineThatForcesACommandIsNotToldToForwardUnlessItSaysSo() {
        Optional<String> command = Optional.of("date");
        assertThat(isToldToForward(Flag.UNSAID, command, List.of())).isFalse();
        assertThat(isToldToForward(Flag.GRANTED, command, List.of())).isTrue();
        assertThat(isToldToForward(Flag.UNSAID, command, List.of(Endpoint.OWN))).isTrue();
        assertThat(isToldToForward(Flag.UNSAID, Optional.empty(), List.of())).isTrue();
    }

    @Test
    void aLineThatRefusesForwardsIsNotToldToForwardWhateverPlacesItNames() {
        assertThat(isToldToForward(Flag.REFUSED, Optional.empty(), List.of(Endpoint.OWN)))
                .isFalse();
    }

    @Test
    void aLineNobodyCanComeFromIsLeftOut() {
        rule("web", OTHER, until(NOW.plusSeconds(9), SourceAddresses.parse("!10.0.0.1")), 1);
        assertThat(who("web")).isEmpty();
    }

    @Test
    void aLineThatHasRunOutIsLeftOut() {
        rule("web", OTHER, until(NOW, Optional.empty()), 1);
        assertThat(who("web")).isEmpty();
    }

    @Test
    void whatIsDeniedOrRevokedIsLeftOut() {
        rule("web", OTHER, Restrictions.NONE, 1);
        allow(Scope.ALL);
        clauses.add(new Clause.Deny(Scope.ALL, EnumSet.allOf(Permission.class), List.of(), List.of()));
        assertThat(who("web")).extracting(Opening::name).containsExactly("bob");
        revocations = new Revocations.Unreadable("revoked");
        assertThat(who("web")).isEmpty();
    }

    @Test
    void whileTheContainerIsUnknownWhatHangsOnItIsNamed() {
        allow(new Scope(List.of(), List.of("shop"), Map.of()));
        clauses.add(new Clause.Deny(
                new Scope(List.of(), List.of(), Map.of("k", "v")), Set.of(Permission.SHELL), List.of(), List.of()));
        container = Lookup.UNKNOWN;
        assertThat(who("web"))
                .singleElement()
                .satisfies(opening -> assertThat(opening.unsure()).isEqualTo(clauses));
        container = new Lookup.Found(WEB);
        assertThat(who("web"))
                .singleElement()
                .satisfies(opening -> assertThat(opening.unsure()).isEmpty());
    }

    @Test
    void certificatesAreNamedByAuthorityAndPrincipal() {
        logins = true;
        allow(Scope.ALL);
        principals.add("devs");
        assertThat(who("web"))
                .extracting(Opening::bearer)
                .containsExactly(
                        new Opening.Bearer.Key(ALICE),
                        new Opening.Bearer.Certificate(CA, "devs"),
                        new Opening.Bearer.Certificate(CA, "web"));
        assertThat(who("web").get(1).name()).isEqualTo("developer");
    }

    @Test
    void aConsoleIsOpenedByItsCommands() {
        allow(new Scope(List.of("web"), List.of(), Map.of()));
        assertThat(who("operator"))
                .singleElement()
                .satisfies(opening ->
                        assertThat(opening.commands().permits("ps", WEB)).isTrue());
    }

    @Test
    void aKeysHoldingsAreEveryLineThatNamesIt() {
        rule("web", ALICE, Restrictions.NONE, 1);
        rule("staging-*", ALICE, until(NOW, Optional.empty()), 1);
        rule("db", OTHER, Restrictions.NONE, 1);
        Holdings holdings = policy().holdings(ALICE.fingerprint());
        assertThat(holdings.revoked()).isFalse();
        assertThat(holdings.lines())
                .extracting(line -> line.rule().logins().toString())
                .containsExactly("web", "staging-*");
        assertThat(holdings.lines().getFirst().users()).containsExactly("app");
        assertThat(holdings.people()).extracting(held -> held.person().name()).containsExactly("alice");
        assertThat(policy().holdings(CA.fingerprint()).authorities()).hasSize(1);
        assertThat(policy().holdings("SHA256:none").isEmpty()).isTrue();
        revocations = new Revocations.Unreadable("revoked");
        assertThat(policy().holdings(ALICE.fingerprint()).revoked()).isTrue();
    }
}
