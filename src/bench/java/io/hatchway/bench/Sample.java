package io.hatchway.bench;

import java.util.List;

/**
 * What was measured, and the one figure that stands for it.
 *
 * @param figure NaN where nothing was measured
 */
record Sample(List<Double> values, double figure) {
    Sample {
        values = List.copyOf(values);
    }

    static Sample single(double value) {
        return new Sample(List.of(value), value);
    }

    static Sample median(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        if (sorted.isEmpty()) {
            return new Sample(values, Double.NaN);
        }
        int middle = sorted.size() / 2;
        double figure = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Sample(values, figure);
    }

    /**
     * The nearest-rank percentile.
     *
     * @param share above 0, at most 1
     */
    static Sample percentile(List<Double> values, double share) {
        var sorted = values.stream().sorted().toList();
        if (sorted.isEmpty()) {
            return new Sample(values, Double.NaN);
        }
        return new Sample(values, sorted.get((int) Math.ceil(share * sorted.size()) - 1));
    }
}
