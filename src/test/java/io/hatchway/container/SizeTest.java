package io.hatchway.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class SizeTest {
    @Test
    void aSizeInRangeStaysAsItIs() {
        assertThat(Size.clamped(132, 43)).isEqualTo(new Size(132, 43));
    }

    @Test
    void nothingSaidIsAnOldTerminal() {
        assertThat(Size.clamped(0, 0)).isEqualTo(new Size(80, 24));
    }

    @Test
    void oneUnknownSideLeavesTheOtherAlone() {
        assertThat(Size.clamped(200, 0)).isEqualTo(new Size(200, 24));
    }

    @Test
    void aHugeSizeIsTheLargestAKernelHolds() {
        assertThat(Size.clamped(0xFFFF_FFFFL, 65_536)).isEqualTo(new Size(65_535, 65_535));
    }

    @Test
    void noTerminalHasNoCells() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Size(0, 24));
    }
}
