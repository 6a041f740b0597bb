package io.hatchway.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class AuditTrailTest {
    @TempDir
    private Path state;

    /** Writes that many events into a file, and begins another one behind it. */
    private SampleLog full(SampleLog log, int events) throws Exception {
        log.write(events);
        Files.move(log.file(), log.folder().resolve(nameOf(log)));
        return log;
    }

    private static String nameOf(SampleLog log) throws Exception {
        byte[] first = log.lines().getFirst().getBytes(UTF_8);
        return "audit-%015d.jsonl"
                .formatted(Chain.Line.parse(first).orElseThrow().seq());
    }

    private List<String> read(AuditTrail.Part part) throws Exception {
        List<String> lines = new ArrayList<>();
        new AuditTrail(state).read(part, line -> true, line -> lines.add(new String(line, UTF_8)));
        return lines;
    }

    @Test
    void allFilesAreReadInTheOrderOfTheirLines() throws Exception {
        SampleLog log = full(full(new SampleLog(state), 10), 10);
        log.write(10);
        assertThat(read(new AuditTrail.Part(Optional.empty(), OptionalInt.empty())))
                .isEqualTo(log.allLines());
    }

    @Test
    void theLastLinesAreTakenFromAsManyFilesAsItTakes() throws Exception {
        SampleLog log = full(full(full(new SampleLog(state), 10), 10), 10);
        List<String> all = log.allLines();
        assertThat(read(new AuditTrail.Part(Optional.empty(), OptionalInt.of(25))))
                .isEqualTo(all.subList(all.size() - 25, all.size()));
        assertThat(read(new AuditTrail.Part(Optional.empty(), OptionalInt.of(0))))
                .isEmpty();
    }

    @Test
    void aLineThatIsBeingWrittenIsNotShown() throws Exception {
        SampleLog log = new SampleLog(state);
        log.write(2);
        List<String> whole = log.allLines();
        Files.writeString(log.file(), "{\"v\":1,\"se", StandardOpenOption.APPEND);
        assertThat(read(new AuditTrail.Part(Optional.empty(), OptionalInt.empty())))
                .isEqualTo(whole);
    }

    @Test
    void filesThatEndBeforeATimeAreNotRead() throws Exception {
        SampleLog log = full(full(new SampleLog(state), 10), 10);
        Instant later = Instant.parse("2026-02-01T00:00:00Z");
        log.setClock(later);
        full(log, 10).write(5);
        assertThat(read(new AuditTrail.Part(Optional.of(later), OptionalInt.empty())))
                .hasSizeBetween(11 + 6, 11 + 11 + 6)
                .last()
                .asString()
                .contains("gateway.stop");
    }

    @Test
    @Timeout(20)
    void whoFollowsUntilAPointInTimeIsLetGoThen() throws Exception {
        SampleLog log = new SampleLog(state);
        log.write(3);
        Instant until = Instant.now().plusMillis(600);
        assertThat(read(new AuditTrail.Part(Optional.empty(), OptionalInt.empty(), true, Optional.of(until))))
                .isNotEmpty();
        assertThat(Instant.now()).isAfter(until);
    }

    @Test
    void whoeverFollowsMissesNothingWhenTheFileIsFull() throws Exception {
        SampleLog log = new SampleLog(state);
        List<String> seen = new CopyOnWriteArrayList<>();
        Thread follower = Thread.startVirtualThread(() -> {
            try {
                new AuditTrail(state)
                        .read(
                                new AuditTrail.Part(Optional.empty(), OptionalInt.empty(), true, Optional.empty()),
                                line -> true,
                                line -> seen.add(new String(line, UTF_8)));
            } catch (Exception over) {
                seen.add(over.toString());
            }
        });
        for (int run = 0; run < 5; run++) {
            // Sometimes one file is full between two looks, sometimes several.
            full(log, 10).write(3);
            Thread.sleep(run % 2 == 0 ? 300 : 0);
            Files.move(log.file(), log.folder().resolve(nameOf(log)));
        }
        List<String> all = log.allLines();
        while (seen.size() < all.size() && follower.isAlive()) {
            Thread.sleep(20);
        }
        follower.interrupt();
        follower.join();
        assertThat(seen.subList(0, all.size())).isEqualTo(all);
        assertThat(seen.subList(all.size(), seen.size())).containsExactly("java.lang.InterruptedException");
    }

    @Test
    void aLogThatIsNotThereHasNoLines() throws Exception {
        assertThat(read(new AuditTrail.Part(Optional.empty(), OptionalInt.empty())))
                .isEmpty();
    }
}
