package io.hatchway.sshd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LoginTriesTest {
    private final LoginTries tries = new LoginTries(3);

    @Test
    void theLastFailureIsNotEvenTold() {
        assertThat(tries.mayFail("publickey")).isTrue();
        assertThat(tries.mayFail("publickey")).isTrue();
        assertThat(tries.mayFail("publickey")).isFalse();
        assertThat(tries.mayTry()).isFalse();
    }

    @Test
    void theFirstQuestionWithoutAKeyIsFreeAndTheSecondIsNot() {
        assertThat(tries.mayFail("none")).isTrue();
        assertThat(tries.mayFail("none")).isTrue();
        assertThat(tries.mayFail("none")).isTrue();
        assertThat(tries.mayFail("none")).isFalse();
    }

    @Test
    void keysThatWouldDoAreNoFailuresButTheirNumberIsBounded() {
        for (int request = 0; request < 8; request++) {
            assertThat(tries.mayTry()).as("request %d", request).isTrue();
        }
        assertThat(tries.mayTry()).isFalse();
    }

    @Test
    void theServiceMayBeAskedForBeforeEachTry() {
        for (int request = 0; request < 4; request++) {
            assertThat(tries.mayAskForService()).isTrue();
        }
        assertThat(tries.mayAskForService()).isFalse();
    }
}
