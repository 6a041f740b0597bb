package io.hatchway.sshd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class AllowanceTest {
    private final Allowance allowance = new Allowance(3, 60, -1000);

    @Test
    void soManyAreThereAtOnce() {
        assertThat(allowance.take(-1000)).isTrue();
        assertThat(allowance.take(-1000)).isTrue();
        assertThat(allowance.take(-1000)).isTrue();
        assertThat(allowance.take(-1000)).isFalse();
    }

    @Test
    void timeBringsOneAfterTheOther() {
        for (int i = 0; i < 3; i++) {
            assertThat(allowance.take(-1000)).isTrue();
        }
        assertThat(allowance.take(-981)).isFalse();
        assertThat(allowance.take(-980)).isTrue();
        assertThat(allowance.take(-980)).isFalse();
    }

    @Test
    void aLongPauseSavesNoMoreThanAll() {
        for (int i = 0; i < 3; i++) {
            assertThat(allowance.take(9000)).isTrue();
        }
        assertThat(allowance.take(9000)).isFalse();
    }
}
