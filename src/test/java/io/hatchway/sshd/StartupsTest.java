package io.hatchway.sshd;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class StartupsTest {
    private static final SourceNetwork CROWD = source("192.0.2.1");
    private static final SourceNetwork OTHER = source("192.0.2.2");

    /** What the dice say, the same each time. */
    private int dice;

    private static SourceNetwork source(String address) {
        return SourceNetwork.of(InetAddress.ofLiteral(address), 32, 64);
    }

    private Startups startups(int start, int rate, int full, int perSource) {
        return new Startups(new EntryRules.Startup(start, rate, full, perSource), new RandomGenerator() {
            @Override
            public long nextLong() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int nextInt(int bound) {
                return dice;
            }
        });
    }

    private static void fill(Startups startups, SourceNetwork source, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(startups.enter(source)).as("connection %d", i).isEmpty();
        }
    }

    @Test
    void upToTheStartNobodyIsTurnedAway() {
        fill(startups(10, 100, 100, 100), CROWD, 10);
    }

    @Test
    void fromTheStartOnTheRateIsTurnedAway() {
        Startups startups = startups(10, 30, 100, 100);
        fill(startups, CROWD, 10);
        dice = 29;
        assertThat(startups.enter(CROWD)).isPresent();
        dice = 30;
        assertThat(startups.enter(CROWD)).isEmpty();
    }

    @Test
    void theRateRisesInALineToAll() {
        Startups startups = startups(10, 30, 100, 100);
        dice = 99;
        fill(startups, CROWD, 55);
        dice = 64;
        assertThat(startups.enter(CROWD)).as("30 + 70 * 45 / 90 = 65 percent").isPresent();
        dice = 65;
        assertThat(startups.enter(CROWD)).isEmpty();
    }

    @Test
    void whenItIsFullAllAreTurnedAway() {
        Startups startups = startups(10, 30, 12, 100);
        dice = 99;
        fill(startups, CROWD, 12);
        assertThat(startups.enter(OTHER))
                .hasValueSatisfying(
                        reason -> assertThat(reason).contains("12 connections did not log in yet", "ssh.max_startups"));
    }

    @Test
    void aSourceHasABoundOfItsOwn() {
        Startups startups = startups(10, 30, 100, 3);
        fill(startups, CROWD, 3);
        assertThat(startups.enter(CROWD))
                .hasValueSatisfying(reason -> assertThat(reason).contains("ssh.per_source_max_startups"));
        assertThat(startups.enter(OTHER)).isEmpty();
    }

    @Test
    void whoHoldsLittleIsNotTurnedAwayForWhoHoldsMuch() {
        Startups startups = startups(10, 30, 100, 50);
        dice = 99;
        fill(startups, CROWD, 50);
        dice = 0;
        fill(startups, OTHER, 5);
        assertThat(startups.enter(OTHER)).as("5 of 2 sources are as many as 10").isPresent();
    }

    @Test
    void manySourcesWithOneEachAreACrowdToo() {
        Startups startups = startups(10, 30, 100, 50);
        for (int i = 0; i < 50; i++) {
            fill(startups, source("198.51.100." + i), 1);
        }
        assertThat(startups.enter(source("198.51.100.1"))).isPresent();
    }

    @Test
    void whoLeavesMakesRoom() {
        Startups startups = startups(10, 30, 100, 1);
        fill(startups, CROWD, 1);
        startups.leave(CROWD);
        assertThat(startups.enter(CROWD)).isEqualTo(Optional.empty());
    }
}
