package io.hatchway.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class LiveTest {
    @Test
    void aLineIsErasedBeforeItIsDrawn() {
        assertThat(Live.frame(List.of("abc", "de", "f"), 2)).isEqualTo("\033[H\033[Kabc\n\033[Kde\n\033[J");
    }
}
