package io.hatchway.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void aNumberGivenWinsOverAQuickOne() {
        var options = Options.parse(List.of("--size", "256", "--quick"));
        assertThat(options.mib()).isEqualTo(256);
        assertThat(options.rounds()).isLessThan(Options.parse(List.of()).rounds());
    }

    @Test
    void onlyTheMeasuresNamedAreWanted() {
        var options = Options.parse(List.of("--only", "start-up,transfer-in"));
        assertThat(Measure.all().stream().filter(options::wants).map(Measure::name))
                .containsExactly("transfer-in", "start-up");
    }

    @Test
    void whatItDoesNotKnowIsRefused() {
        for (var words : List.of(
                List.of("--only", "everything"), List.of("--rounds", "0"), List.of("--frob", "1"), List.of("--size"))) {
            assertThatIllegalArgumentException().isThrownBy(() -> Options.parse(words));
        }
    }
}
