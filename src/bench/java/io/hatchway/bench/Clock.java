package io.hatchway.bench;

import java.io.IOException;

/** Times what it runs. */
final class Clock {
    private static final double NANOS_PER_MILLI = 1e6;

    private Clock() {}

    /** Something worth timing. */
    interface Work {
        void run() throws IOException, InterruptedException;
    }

    static double millis(Work work) throws IOException, InterruptedException {
        long start = System.nanoTime();
        work.run();
        return millisSince(start);
    }

    /**
     * @param start a value of {@link System#nanoTime()}
     */
    static double millisSince(long start) {
        return (System.nanoTime() - start) / NANOS_PER_MILLI;
    }
}
