package io.hatchway.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SampleTest {
    @Test
    void theMedianOfAnEvenNumberLiesBetweenTheMiddleTwo() {
        assertThat(Sample.median(List.of(9.0, 1.0, 2.0, 4.0)).figure()).isEqualTo(3);
    }

    @Test
    void theMedianOfAnOddNumberIsTheMiddleOne() {
        assertThat(Sample.median(List.of(9.0, 1.0, 2.0)).figure()).isEqualTo(2);
    }

    @Test
    void aPercentileIsOneOfTheValues() {
        var values = IntStream.rangeClosed(1, 1200).mapToObj(i -> (double) i).toList();
        assertThat(Sample.percentile(values, 0.99).figure()).isEqualTo(1188);
        assertThat(Sample.percentile(values, 1).figure()).isEqualTo(1200);
        assertThat(Sample.percentile(List.of(7.0), 0.5).figure()).isEqualTo(7);
    }

    @Test
    void nothingMeasuredHasNoFigure() {
        assertThat(Sample.median(List.of()).figure()).isNaN();
        assertThat(Sample.percentile(List.of(), 0.5).figure()).isNaN();
    }
}
