package io.hatchway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * How all processors of the machine together have spent their time since it started: proc_stat(5), in ticks.
 *
 * @param idle with nothing to do, or only waiting for a disk
 */
record Processors(long idle, long all) {
    private static final int IDLE = 3;
    private static final int IOWAIT = 4;

    /** User to steal; the two guest columns after them are part of the first two. */
    private static final int COLUMNS = 8;

    static Processors now() throws IOException {
        var line = Files.readAllLines(Path.of("/proc/stat")).getFirst();
        List<Long> ticks = Arrays.stream(line.strip().split(" +", -1))
                .skip(1)
                .limit(COLUMNS)
                .map(Long::valueOf)
                .toList();
        return new Processors(
                ticks.get(IDLE) + ticks.get(IOWAIT),
                ticks.stream().mapToLong(Long::longValue).sum());
    }

    /** How much of their time since then they were busy, in percent. */
    double busyPercentSince(Processors before) {
        return 100 - 100.0 * (idle - before.idle) / (all - before.all);
    }
}
