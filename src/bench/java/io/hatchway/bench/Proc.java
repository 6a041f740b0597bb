package io.hatchway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** What the kernel accounts to a process: proc(5). */
final class Proc {
    /** USER_HZ, which is 100 on every architecture Linux runs on today. */
    private static final double TICKS_PER_SECOND = 100;

    private static final Pattern SPACE = Pattern.compile(" ");

    /** Fields 14 to 17 of /proc/PID/stat, counted from the state, which is field 3. */
    private static final int UTIME = 14 - 3;

    private static final int CSTIME = 17 - 3;

    private Proc() {}

    /** CPU seconds of a process and of those of its descendants that have ended and were waited for. */
    static double cpuSeconds(long pid) throws IOException {
        var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        // The name, field 2, stands in parentheses and may itself hold spaces and parentheses.
        var fields =
                SPACE.splitAsStream(stat.substring(stat.lastIndexOf(')') + 2)).toList();
        return fields.subList(UTIME, CSTIME + 1).stream()
                        .mapToLong(Long::parseLong)
                        .sum()
                / TICKS_PER_SECOND;
    }

    /** The proportional set size of all of them together, in KiB; a process that has gone counts nothing. */
    static double pssKib(List<Long> pids) throws IOException {
        double sum = 0;
        for (var pid : pids) {
            sum += pssKib(pid);
        }
        return sum;
    }

    private static double pssKib(long pid) throws IOException {
        try {
            var rollup = Files.readString(Path.of("/proc/" + pid + "/smaps_rollup"));
            return rollup.lines()
                    .filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .sum();
        } catch (IOException e) {
            if (ProcessHandle.of(pid).isPresent()) {
                throw e;
            }
            return 0;
        }
    }
}
