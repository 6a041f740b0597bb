package io.hatchway.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.container.ImageNews;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LayerBarsTest {
    private static final long MIB = 1024 * 1024;

    private final LayerBars bars = new LayerBars();

    private static ImageNews.Layer layer(String id, String status, long done, long total) {
        return new ImageNews.Layer(id, status, done, total);
    }

    @Test
    void aLayerThatMovesHasABarAndItsAmounts() {
        bars.take(layer("0123456789ab", "Downloading", 5 * MIB, 10 * MIB));
        assertThat(bars.lines(90, 20))
                .containsExactly(
                        "0123456789ab  Downloading         [==============>               ]  5.0 MiB / 10.0 MiB");
    }

    @Test
    void aLayerThatIsDoneHasNone() {
        bars.take(layer("0123456789ab", "Downloading", 5 * MIB, 10 * MIB));
        bars.take(layer("0123456789ab", "Pull complete", 10 * MIB, 10 * MIB));
        assertThat(bars.lines(90, 20)).containsExactly("0123456789ab  Pull complete");
    }

    @Test
    void anAmountWithoutAWholeIsAnAmount() {
        bars.take(layer("0123456789ab", "Pushing", 512, 0));
        assertThat(bars.lines(90, 20)).containsExactly("0123456789ab  Pushing             512 B");
    }

    @Test
    void moreThanAllIsAll() {
        bars.take(layer("0123456789ab", "Pushing", 3 * MIB, 2 * MIB));
        assertThat(bars.lines(90, 20).getFirst()).contains("[==============================]");
    }

    @Test
    void noLineIsWiderThanTheScreen() {
        bars.take(layer("0123456789ab", "Downloading", 5 * MIB, 10 * MIB));
        for (int columns = 1; columns < 120; columns++) {
            assertThat(bars.lines(columns, 5).getFirst().length()).isLessThanOrEqualTo(columns);
        }
    }

    @Test
    void whereThereIsNoRoomThoseThatAreDoneGoFirst() {
        IntStream.range(0, 30)
                .forEach(
                        at -> bars.take(layer("%012d".formatted(at), at < 25 ? "Pull complete" : "Downloading", 1, 2)));
        assertThat(bars.lines(80, 4)).hasSize(4).first().isEqualTo("25 of 30 layers are done");
        assertThat(bars.lines(80, 4).get(1)).startsWith("000000000025");
    }

    @Test
    void whatOthersWroteIsMadePrintable() {
        bars.take(layer("\u001b[2J", "\u001b]0;x\u0007", 1, 2));
        assertThat(bars.lines(90, 20).getFirst()).doesNotContain("\u001b").doesNotContain("\u0007");
    }

    @Test
    void aStepIsNewWhenTheStatusIs() {
        assertThat(bars.take(layer("a", "Downloading", 1, 9))).isTrue();
        assertThat(bars.take(layer("a", "Downloading", 2, 9))).isFalse();
        assertThat(bars.take(layer("a", "Extracting", 1, 9))).isTrue();
    }

    @Test
    void anEngineCannotMakeItGrow() {
        IntStream.range(0, 100_000).forEach(at -> bars.take(layer("layer" + at, "Waiting", 0, 0)));
        assertThat(bars.lines(80, 5_000)).hasSizeLessThanOrEqualTo(1_000);
    }
}
