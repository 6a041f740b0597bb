package io.hatchway.sshd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LimitsTest {
    private static final Limits LIMITS = new Limits(
            Duration.ofSeconds(30),
            10,
            Duration.ZERO,
            3,
            20,
            256L << 20,
            64L << 20,
            Duration.ofMinutes(1),
            10,
            10,
            List.of("LANG", "LC_*", "X?", "A.B"),
            64,
            true);

    @ParameterizedTest
    @ValueSource(strings = {"LANG", "LC_", "LC_ALL", "X1"})
    void aNameThatMatchesIsAccepted(String name) {
        assertThat(LIMITS.accepts(name, "C")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"LANGUAGE", "lang", "PATH", "X", "X12", "AxB", "A.B", "", "LC_A B", "LC_A=", "LC_\n", "LC_\u00e4"
            })
    void anyOtherNameIsNot(String name) {
        assertThat(LIMITS.accepts(name, "C")).isFalse();
    }

    @Test
    void aNameHas128CharactersAtMost() {
        assertThat(LIMITS.accepts("LC_" + "A".repeat(125), "C")).isTrue();
        assertThat(LIMITS.accepts("LC_" + "A".repeat(126), "C")).isFalse();
    }

    @Test
    void aValueHas4096CharactersAtMost() {
        assertThat(LIMITS.accepts("LANG", "x".repeat(4096))).isTrue();
        assertThat(LIMITS.accepts("LANG", "x".repeat(4097))).isFalse();
    }

    @Test
    void aValueHasNoNul() {
        assertThat(LIMITS.accepts("LANG", "a\0b")).isFalse();
    }
}
