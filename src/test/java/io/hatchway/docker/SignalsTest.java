package io.hatchway.docker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SignalsTest {
    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({"HUP,1", "INT,2", "KILL,9", "USR1,10", "TERM,15"})
    void namesHaveTheNumbersOfLinux(String name, int number) {
        assertThat(Signals.number(name)).contains(number);
    }

    @Test
    void aSignalNobodyMayNameHasNoNumber() {
        assertThat(Signals.number("STOP")).isEmpty();
    }

    @Test
    void aProcessAlreadyGoneIsNoError() {
        Signals.kill(Integer.MAX_VALUE, 0);
    }
}
