package io.hatchway.console;

import io.hatchway.container.Usage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Collectors;

/** The last minutes of two figures, in a line of small bars each. Holds a few dozen numbers and no more. */
final class Plot {
    private static final int BARS = 16;
    private static final int SECONDS_PER_BAR = 12;
    private static final String HEIGHTS = "▁▂▃▄▅▆▇█";

    private final Deque<double[]> bars = new ArrayDeque<>();
    private int inLast;

    /** One more second. */
    synchronized void add(Usage usage) {
        double memory = usage.memoryLimit() > 0 ? 100.0 * usage.memory() / usage.memoryLimit() : 0;
        if (bars.isEmpty() || inLast == SECONDS_PER_BAR) {
            bars.addLast(new double[2]);
            inLast = 0;
            if (bars.size() > BARS) {
                bars.removeFirst();
            }
        }
        double[] last = bars.getLast();
        last[0] = (last[0] * inLast + usage.processor()) / (inLast + 1);
        last[1] = (last[1] * inLast + memory) / (inLast + 1);
        inLast++;
    }

    String processor() {
        return line(0);
    }

    String memory() {
        return line(1);
    }

    private synchronized String line(int figure) {
        return bars.stream()
                .map(bar -> (int) (bar[figure] / 100 * (HEIGHTS.length() - 1) + 0.5))
                .map(height -> Math.clamp(height, 0, HEIGHTS.length() - 1))
                .map(height -> HEIGHTS.substring(height, height + 1))
                .collect(Collectors.joining());
    }
}
