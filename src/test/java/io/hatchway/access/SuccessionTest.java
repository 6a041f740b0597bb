package io.hatchway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Somebody remains who can run everything, and yet what was taken away is gone. */
final class SuccessionTest {
    private static final Instant THEN = Instant.parse("2030-01-01T00:00:00Z");
    private static final Instant NOW = THEN.plusSeconds(3600);
    private static final Rule ADMIN = rule("admin", "ed25519", 1);
    private static final Rule WEB = rule("web", "ecdsa256", 1);

    private static Rule rule(String login, String key, int line) {
        return new Rule(
                LoginPattern.parse(login).orElseThrow(),
                SampleKeys.blob(key),
                Restrictions.NONE,
                new Origin("keys/" + login, line),
                key);
    }

    private static Register register(Rule... rules) {
        return new Register(List.of(rules), List.of(), Teams.NONE, Revocations.NONE);
    }

    private static Register with(Register register, Role role) {
        Person olga = new Person(
                "olga",
                List.of(new KeyLine(
                        new Holder.Key(SampleKeys.blob("ecdsa384")),
                        Restrictions.NONE,
                        new Origin("olga.pub", 1),
                        "olga")),
                List.of(),
                List.of(role),
                Optional.empty(),
                new Origin("access.yaml", 2));
        return new Register(
                register.rules(),
                List.of(),
                new Teams(List.of(olga), List.of(role), List.of(), List.of()),
                register.revocations());
    }

    private static Role role(String commands) {
        return new Role(
                "role",
                List.of(),
                List.of(new Clause.Allow(Scope.ALL, Permissions.NONE, List.of(), List.of(commands))));
    }

    private static Succession after(Register before, Register written, Register formerTeams) {
        return Succession.of(new Succession.Accepted(before), THEN, written, formerTeams, NOW);
    }

    private static Succession.Lessened lessened(Succession succession) {
        assertThat(succession).isInstanceOf(Succession.Lessened.class);
        return (Succession.Lessened) succession;
    }

    @Test
    void aChangeThatLeavesAnAdminCounts() {
        Register written = register(ADMIN, WEB);
        assertThat(after(register(ADMIN), written, written)).isEqualTo(new Succession.Accepted(written));
    }

    @Test
    void teamsThatLeaveNobodyAreRefusedAndTheKeysCount() {
        Register former = with(register(WEB), role("*"));
        Register written = with(register(WEB), role("ps"));
        assertThat(after(with(register(), role("*")), written, former)).isEqualTo(new Succession.TeamsRefused(former));
    }

    @Test
    void whereTheLastAdminIsTakenOutNothingIsAdded() {
        Register written = with(register(rule("web", "ecdsa256", 7), rule("db", "rsa2048", 1)), role("ps"));
        Succession.Lessened lessened = lessened(after(with(register(ADMIN, WEB), role("ps")), written, written));
        assertThat(lessened.losses()).containsExactly(new Succession.Loss(ADMIN.origin(), "was taken out"));
        assertThat(lessened.inForce().rules()).extracting(Rule::origin).containsExactly(new Origin("keys/web", 7));
        assertThat(lessened.inForce().teams().people().getFirst().keys()).hasSize(1);
    }

    @Test
    void theLossIsToldUntilThereIsAnAdminAgain() {
        Register none = register(WEB);
        Succession first = after(register(ADMIN, WEB), none, none);
        Register more = register(WEB, rule("db", "rsa2048", 1));
        Succession second = Succession.of(first, NOW, more, more, NOW);
        assertThat(lessened(second).losses()).isEqualTo(lessened(first).losses());
        assertThat(second.inForce().rules()).containsExactly(WEB);
        Register whole = register(WEB, rule("db", "rsa2048", 1), rule("admin", "rsa2048", 1));
        assertThat(Succession.of(second, NOW, whole, whole, NOW)).isEqualTo(new Succession.Accepted(whole));
    }

    @Test
    void theReasonOfALossIsSaid() {
        Restrictions soon = new Restrictions(
                true,
                Flag.UNSAID,
                Flag.UNSAID,
                Flag.UNSAID,
                Optional.empty(),
                Optional.empty(),
                Optional.of(THEN.plusSeconds(1)),
                Map.of(),
                List.of(),
                List.of(),
                true,
                false);
        Register expiring = register(new Rule(ADMIN.logins(), ADMIN.key(), soon, ADMIN.origin(), ""));
        assertThat(lessened(after(expiring, expiring, expiring)).losses())
                .extracting(Succession.Loss::reason)
                .containsExactly("has expired");
        Register revoked = new Register(List.of(ADMIN), List.of(), Teams.NONE, credential -> true);
        assertThat(lessened(after(register(ADMIN), revoked, revoked)).losses())
                .extracting(Succession.Loss::reason)
                .containsExactly("is revoked");
    }

    @Test
    void aListThatCannotBeReadMakesNobodyLessOfAnAdmin() {
        Register unread = new Register(List.of(ADMIN), List.of(), Teams.NONE, new Revocations.Unreadable("list"));
        assertThat(after(register(ADMIN), unread, unread)).isEqualTo(new Succession.Accepted(unread));
        assertThat(unread.policy().hasAdmin(NOW)).isFalse();
    }

    @Test
    void whereNobodyCouldBeforeOnlyTeamsAreRefused() {
        Register former = register(WEB);
        Register written = with(register(WEB), role("ps"));
        assertThat(after(Register.NOTHING, written, former)).isEqualTo(new Succession.TeamsRefused(former));
    }

    @Test
    void linesInAFilesPlaceAreThoseOfTheFile() {
        List<KeyLine> none = new ArrayList<>();
        Register both = with(register(ADMIN, WEB), role("*"));
        assertThat(both.rewritten(Map.of("keys/admin", none)).rules()).containsExactly(WEB);
        assertThat(both.rewritten(Map.of("keys/admin", none)).hasAdmin(NOW)).isTrue();
        assertThat(both.rewritten(Map.of("keys/admin", none, "olga.pub", none)).hasAdmin(NOW))
                .isFalse();
    }
}
