package io.hatchway.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class NearestTest {
    @Test
    void swappedLettersAreOneSlip() {
        assertThat(Nearest.distance("lgos", "logs")).isEqualTo(1);
    }

    @Test
    void threeSlipsAreAnotherWord() {
        assertThat(Nearest.to("frobnicate", List.of("images"))).isEmpty();
    }

    @Test
    void oneLetterIsLikeNothing() {
        assertThat(Nearest.to("x", List.of("ps"))).isEmpty();
    }
}
