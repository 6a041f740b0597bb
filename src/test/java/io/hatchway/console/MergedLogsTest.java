package io.hatchway.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.container.LogLine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class MergedLogsTest {
    private final MergedLogs merged = new MergedLogs();

    @Test
    void aSilentLogHoldsUpNobodyForLong() throws Exception {
        merged.add("silent");
        merged.add("loud").put(new LogLine("1", false, "hello"));
        assertThat(merged.take()).hasSize(1);
    }

    @Test
    void longLinesOfManyLogsAreNotKept() throws Exception {
        String line = "x".repeat(64 * 1024);
        AtomicInteger put = new AtomicInteger();
        List<Thread> fillers = new ArrayList<>();
        for (int log = 0; log < 50; log++) {
            MergedLogs.Log filled = merged.add("log");
            fillers.add(Thread.ofVirtual().start(() -> {
                try {
                    for (int each = 0; each < 100; each++) {
                        filled.put(new LogLine("1", false, line));
                        put.incrementAndGet();
                    }
                } catch (InterruptedException over) {
                    // the test has ended
                } finally {
                    filled.end();
                }
            }));
        }
        Thread.sleep(300);
        assertThat(fillers).allMatch(Thread::isAlive);
        assertThat(put.get()).isBetween(50, 100);
        merged.complete();
        int taken = 0;
        for (List<MergedLogs.Entry> due = merged.take(); !due.isEmpty(); due = merged.take()) {
            assertThat(due).hasSizeLessThan(10);
            taken += due.size();
        }
        assertThat(taken).isEqualTo(5000);
    }

    @Test
    void aFastLogWaitsForItsReader() throws Exception {
        MergedLogs.Log log = merged.add("fast");
        Thread filler = Thread.ofVirtual().start(() -> {
            try {
                for (int line = 0; line < 100_000; line++) {
                    log.put(new LogLine("1", false, Integer.toString(line)));
                }
            } catch (InterruptedException over) {
                // the test has ended
            } finally {
                log.end();
            }
        });
        Thread.sleep(200);
        assertThat(filler.isAlive()).isTrue();
        merged.complete();
        List<String> read = new ArrayList<>();
        for (List<MergedLogs.Entry> due = merged.take(); !due.isEmpty(); due = merged.take()) {
            due.forEach(entry -> read.add(entry.line().text()));
        }
        assertThat(read).hasSize(100_000).startsWith("0", "1", "2").endsWith("99999");
    }
}
