package io.hatchway.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
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
    /** A few lines fill a file. */
    private static final AuditLog.Bounds SMALL =
            new AuditLog.Bounds(2000, Duration.ofDays(1), Duration.ofDays(30), 1L << 30, 0);

    @TempDir
    private Path state;

    private List<String> read(AuditTrail.Part part) throws Exception {
        List<String> lines = new ArrayList<>();
        new AuditTrail(state).read(part, line -> true, line -> lines.add(new String(line, UTF_8)));
        return lines;
    }

    @Test
    void allFilesAreReadInTheOrderOfTheirLines() throws Exception {
        SampleLog log = new SampleLog(state);
        log.write(40, SMALL);
        assertThat(AuditFiles.full(log.folder())).hasSizeGreaterThan(3);
        assertThat(read(new AuditTrail.Part(Optional.empty(), OptionalInt.empty(), false)))
                .isEqualTo(log.allLines());
    }

    @Test
    void theLastLinesAreTakenFromAsManyFilesAsItTakes() throws Exception {
        SampleLog log = new SampleLog(state);
        log.write(40, SMALL);
        List<String> all = log.allLines();
        assertThat(read(new AuditTrail.Part(Optional.empty(), OptionalInt.of(25), false)))
                .isEqualTo(all.subList(all.size() - 25, all.size()));
        assertThat(read(new AuditTrail.Part(Optional.empty(), OptionalInt.of(0), false)))
                .isEmpty();
    }

    @Test
    void aLineThatIsBeingWrittenIsNotShown() throws Exception {
        SampleLog log = new SampleLog(state);
        log.write(2);
        List<String> whole = log.allLines();
        Files.writeString(log.file(), "{\"v\":1,\"se", StandardOpenOption.APPEND);
        assertThat(read(new AuditTrail.Part(Optional.empty(), OptionalInt.empty(), false)))
                .isEqualTo(whole);
    }

    @Test
    void filesThatEndBeforeATimeAreNotRead() throws Exception {
        SampleLog log = new SampleLog(state);
        log.write(20, SMALL);
        Instant later = Instant.parse("2026-02-01T00:00:00Z");
        log.setClock(later);
        log.write(20, SMALL);
        assertThat(read(new AuditTrail.Part(Optional.of(later), OptionalInt.empty(), false)))
                .hasSizeBetween(20, 40)
                .last()
                .asString()
                .contains("gateway.stop");
    }

    @Test
    void whoeverFollowsMissesNothingWhenTheFileIsFull() throws Exception {
        SampleLog log = new SampleLog(state);
        List<String> seen = new CopyOnWriteArrayList<>();
        Thread follower = Thread.startVirtualThread(() -> {
            try {
                new AuditTrail(state)
                        .read(
                                new AuditTrail.Part(Optional.empty(), OptionalInt.of(5), true),
                                line -> true,
                                line -> seen.add(new String(line, UTF_8)));
            } catch (Exception over) {
                seen.add(over.toString());
            }
        });
        for (int run = 0; run < 5; run++) {
            log.write(30, SMALL);
            Thread.sleep(300);
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
        assertThat(read(new AuditTrail.Part(Optional.empty(), OptionalInt.empty(), false)))
                .isEmpty();
    }
}
