package io.hatchway.sshd;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PenaltiesTest {
    private static final InetAddress SOMEBODY = InetAddress.ofLiteral("192.0.2.7");
    private static final InetAddress NEIGHBOUR = InetAddress.ofLiteral("192.0.2.8");
    private static final InetAddress STRANGER = InetAddress.ofLiteral("198.51.100.1");

    private long now = 1_000_000_000_000L;
    private Penalties penalties = penalties(SampleEntryRules.penalty(100, false, "203.0.113.0/24"));

    private Penalties penalties(EntryRules.Penalty rules) {
        return new Penalties(SampleEntryRules.with(rules), () -> now);
    }

    private void after(int seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
    }

    private void failedLogins(InetAddress address, int times) {
        for (int i = 0; i < times; i++) {
            penalties.penalise(address, Offence.AUTHFAIL);
        }
    }

    @Test
    void nobodyIsKeptOutForNothing() {
        assertThat(penalties.refusal(SOMEBODY)).isEmpty();
    }

    @Test
    void whatDoesNotExceedTheMinimumIsForgiven() {
        failedLogins(SOMEBODY, 3);
        assertThat(penalties.refusal(SOMEBODY)).as("15 s, the minimum").isEmpty();
    }

    @Test
    void whatAddsUpKeepsOut() {
        failedLogins(SOMEBODY, 4);
        assertThat(penalties.refusal(SOMEBODY))
                .contains("it is kept out for 20 s more: it failed to log in (ssh.per_source_penalties.authfail)");
    }

    @Test
    void oneGreatOffenceKeepsOutAtOnce() {
        assertThat(penalties.penalise(SOMEBODY, Offence.CRASH)).contains(Duration.ofSeconds(90));
        assertThat(penalties.refusal(SOMEBODY)).isPresent();
    }

    @Test
    void aPenaltyEnds() {
        failedLogins(SOMEBODY, 4);
        after(19);
        assertThat(penalties.refusal(SOMEBODY)).isPresent();
        after(1);
        assertThat(penalties.refusal(SOMEBODY)).isEmpty();
        assertThat(penalties.size()).isZero();
    }

    @Test
    void onceKeptOutASourceStaysOutUntilItsTimeIsOver() {
        failedLogins(SOMEBODY, 4);
        after(10);
        assertThat(penalties.refusal(SOMEBODY))
                .as("10 s are left, less than the minimum")
                .isPresent();
    }

    @Test
    void offencesFarApartDoNotAddUp() {
        for (int i = 0; i < 20; i++) {
            failedLogins(SOMEBODY, 1);
            after(5);
        }
        assertThat(penalties.refusal(SOMEBODY)).isEmpty();
    }

    @Test
    void itNeverLastsLongerThanTheMaximum() {
        failedLogins(SOMEBODY, 1000);
        after(600);
        assertThat(penalties.refusal(SOMEBODY)).isEmpty();
    }

    @Test
    void aNetworkAnswersTogether() {
        failedLogins(SOMEBODY, 4);
        assertThat(penalties.refusal(NEIGHBOUR)).isPresent();
        assertThat(penalties.refusal(STRANGER)).isEmpty();
    }

    @Test
    void anIpv6NetworkAnswersTogether() {
        failedLogins(InetAddress.ofLiteral("2001:db8::1"), 4);
        assertThat(penalties.refusal(InetAddress.ofLiteral("2001:db8::ffff:2"))).isPresent();
        assertThat(penalties.refusal(InetAddress.ofLiteral("2001:db8:0:1::1"))).isEmpty();
    }

    @Test
    void whoIsExemptIsNeverKeptOut() {
        InetAddress exempt = InetAddress.ofLiteral("203.0.113.5");
        failedLogins(exempt, 100);
        assertThat(penalties.refusal(exempt)).isEmpty();
        assertThat(penalties.size()).isZero();
    }

    @Test
    void withoutTimesThereAreNone() {
        penalties = penalties(new EntryRules.Penalty(
                Map.of(),
                Duration.ofMinutes(10),
                Duration.ofSeconds(15),
                10,
                10,
                false,
                false,
                SampleEntryRules.networks()));
        failedLogins(SOMEBODY, 100);
        assertThat(penalties.refusal(SOMEBODY)).isEmpty();
    }

    private static InetAddress number(int i) {
        return InetAddress.ofLiteral("10." + (i >> 8) + "." + (i & 0xff) + ".1");
    }

    @Test
    void aFullTableForgetsWhatWouldEndFirst() {
        failedLogins(SOMEBODY, 100);
        for (int i = 0; i < 1000; i++) {
            failedLogins(number(i), 4);
        }
        assertThat(penalties.size()).isEqualTo(100);
        assertThat(penalties.refusal(SOMEBODY)).isPresent();
        assertThat(penalties.refusal(STRANGER)).isEmpty();
    }

    @Test
    void aFullTableMayLetNobodyInUntilOneEnds() {
        penalties = penalties(SampleEntryRules.penalty(3, true, "203.0.113.0/24"));
        for (int i = 0; i < 3; i++) {
            failedLogins(number(i), 4);
        }
        assertThat(penalties.refusal(STRANGER))
                .hasValueSatisfying(reason -> assertThat(reason).contains("nobody is let in"));
        assertThat(penalties.refusal(InetAddress.ofLiteral("203.0.113.5"))).isEmpty();
        assertThat(penalties.refusal(InetAddress.ofLiteral("2001:db8::1")))
                .as("the other family")
                .isEmpty();
        after(20);
        assertThat(penalties.refusal(STRANGER)).isEmpty();
    }
}
