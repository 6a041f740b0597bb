package io.hatchway.sshd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RefusalsTest {
    private long now = 1;
    private final Refusals refusals = new Refusals(() -> now);

    @Test
    void oneTooManyInAMinuteIsNotBearable() {
        for (int i = 0; i < Refusals.MOST; i++) {
            assertThat(refusals.areBearable()).isTrue();
        }
        assertThat(refusals.areBearable()).isFalse();
        now += Duration.ofMinutes(1).toNanos();
        assertThat(refusals.areBearable()).isTrue();
    }

    @Test
    void ofAReasonOneIsSaidInAMinuteAndTheOthersAreCounted() {
        assertThat(refusals.say("a")).hasValue(0);
        assertThat(refusals.say("a")).isEmpty();
        assertThat(refusals.say("a")).isEmpty();
        assertThat(refusals.say("b")).hasValue(0);
        now += Duration.ofMinutes(1).toNanos();
        assertThat(refusals.say("a")).hasValue(2);
    }

    @Test
    void whatWasNotSaidIsLeftForTheEnd() {
        refusals.say("a");
        refusals.say("a");
        refusals.say("b");
        assertThat(refusals.unsaid()).containsOnlyKeys("a").containsValue(1);
        assertThat(refusals.unsaid()).isEmpty();
    }
}
