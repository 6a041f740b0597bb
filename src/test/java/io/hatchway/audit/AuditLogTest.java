package io.hatchway.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class AuditLogTest {
    @TempDir
    Path state;

    private SampleLog sample() {
        return new SampleLog(state);
    }

    private static List<Long> seqs(List<String> lines) {
        return lines.stream()
                .map(line ->
                        Chain.Line.parse(line.getBytes(UTF_8)).orElseThrow().seq())
                .toList();
    }

    @Test
    void theFirstLineFollowsNone() throws Exception {
        SampleLog sample = sample();
        sample.write(1);
        assertThat(sample.lines().getFirst())
                .startsWith("{\"v\":1,\"seq\":1,\"ts\":\"2026-01-01T00:00:00Z\",\"event\":\"config.accepted\"")
                .contains(",\"prev\":\"" + "0".repeat(64) + "\",\"hash\":\"");
    }

    @Test
    void aHashIsThatOfTheLineWithoutIt() throws Exception {
        SampleLog sample = sample();
        sample.write(1);
        String line = sample.lines().getFirst();
        int end = line.indexOf(",\"hash\":");
        assertThat(line).endsWith(Sha256.hex((line.substring(0, end) + "}").getBytes(UTF_8)) + "\"}");
    }

    @Test
    void filesAndFolderAreTheirOwnersAlone() throws Exception {
        SampleLog sample = sample();
        sample.write(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(sample.folder())))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(sample.file())))
                .isEqualTo("rw-------");
    }

    @Test
    void numbersRiseOverRestarts() throws Exception {
        SampleLog sample = sample();
        sample.write(2);
        sample.write(2);
        assertThat(seqs(sample.lines())).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(sample.verify().fault()).isEmpty();
    }

    @Test
    void numbersRiseWhenTheClockGoesBack() throws Exception {
        SampleLog sample = sample();
        sample.write(1);
        sample.setClock(Instant.parse("1999-12-31T00:00:00Z"));
        sample.write(1);
        assertThat(seqs(sample.lines())).containsExactly(1L, 2L, 3L, 4L);
        assertThat(sample.lines().get(2)).contains("\"ts\":\"1999-12-31T");
        assertThat(sample.verify().fault()).isEmpty();
    }

    @Test
    void whatIsCommittedIsInTheFileWhenTheCallReturns() throws Exception {
        SampleLog sample = sample();
        try (AuditLog log = sample.open()) {
            log.commit(new AuditEvent.ConfigurationAccepted("this one"));
            assertThat(sample.lines()).singleElement().asString().contains("this one");
        }
    }

    @Test
    void whatManyThreadsSayIsOneChain() throws Exception {
        SampleLog sample = sample();
        try (AuditLog log = sample.open()) {
            CountDownLatch done = new CountDownLatch(20);
            for (int i = 0; i < 20; i++) {
                Thread.startVirtualThread(() -> {
                    try {
                        for (int j = 0; j < 20; j++) {
                            log.commit(new AuditEvent.ConfigurationAccepted("x"));
                        }
                        done.countDown();
                    } catch (Exception failed) {
                        throw new IllegalStateException(failed);
                    }
                });
            }
            done.await();
        }
        assertThat(seqs(sample.lines()))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 401).boxed().toList());
        assertThat(sample.verify().fault()).isEmpty();
    }

    @Test
    void aFullFileIsFollowedByAnotherAndTheChainGoesOn() throws Exception {
        SampleLog sample = sample();
        AuditLog.Bounds small = new AuditLog.Bounds(2000, Duration.ofDays(1), Duration.ZERO, 1L << 30, 0);
        for (int run = 0; run < 3; run++) {
            try (AuditLog log = sample.open(small)) {
                for (int i = 0; i < 20; i++) {
                    log.commit(new AuditEvent.ConfigurationAccepted("file " + i));
                }
                int files = AuditFiles.full(sample.folder()).size();
                io.hatchway.session.Eventually.holds(
                        () -> AuditFiles.full(sample.folder()).size() > files);
            }
        }
        Verification.Verdict verdict = sample.verify();
        assertThat(verdict.fault()).isEmpty();
        assertThat(verdict.files()).isEqualTo(4);
        assertThat(verdict.last()).isEqualTo(sample.allLines().size());
    }

    @Test
    void anOldFileIsFollowedByAnother() throws Exception {
        SampleLog sample = sample();
        sample.write(1);
        sample.setClock(Instant.parse("2026-01-02T00:00:01Z"));
        try (AuditLog log = sample.open()) {
            log.commit(new AuditEvent.ConfigurationAccepted("next day"));
            io.hatchway.session.Eventually.holds(
                    () -> AuditFiles.full(sample.folder()).size() == 1);
        }
        assertThat(sample.verify().fault()).isEmpty();
    }

    @Test
    void aFileThatIsTooOldIsRemovedAndTheLogSaysSo() throws Exception {
        SampleLog sample = sample();
        AuditLog.Bounds small = new AuditLog.Bounds(1000, Duration.ofDays(1), Duration.ofDays(30), 1L << 30, 0);
        try (AuditLog log = sample.open(small)) {
            for (int i = 0; i < 10; i++) {
                log.commit(new AuditEvent.ConfigurationAccepted("file " + i));
            }
            io.hatchway.session.Eventually.holds(
                    () -> AuditFiles.full(sample.folder()).size() == 1);
        }
        Path full = AuditFiles.full(sample.folder()).getFirst();
        Files.setLastModifiedTime(full, java.nio.file.attribute.FileTime.from(Instant.parse("2025-11-01T00:00:00Z")));
        try (AuditLog log = sample.open()) {
            log.commit(new AuditEvent.ConfigurationAccepted("later"));
            io.hatchway.session.Eventually.holds(() -> !Files.exists(full));
        }
        Verification.Verdict verdict = sample.verify();
        assertThat(verdict.fault()).isEmpty();
        assertThat(verdict.first()).isGreaterThan(1);
        assertThat(sample.allLines()).anySatisfy(line -> assertThat(line).contains("\"event\":\"audit.expired\""));
    }

    @Test
    void aTornLastLineIsMovedAsideAndSaid() throws Exception {
        SampleLog sample = sample();
        sample.write(2);
        Files.writeString(sample.file(), "{\"v\":1,\"seq\":4,\"ts\":\"20", StandardOpenOption.APPEND);
        sample.write(1);
        assertThat(sample.lines())
                .hasSize(6)
                .anySatisfy(line -> assertThat(line).contains("\"event\":\"audit.tail\"", "\"bytes\":23"));
        assertThat(sample.verify().fault()).isEmpty();
        try (var files = Files.newDirectoryStream(sample.folder(), "torn-4-*")) {
            assertThat(files.iterator().next()).hasContent("{\"v\":1,\"seq\":4,\"ts\":\"20");
        }
    }

    @Test
    void aTailOfZerosIsMovedAside() throws Exception {
        SampleLog sample = sample();
        sample.write(2);
        Files.write(sample.file(), new byte[5000], StandardOpenOption.APPEND);
        sample.write(1);
        assertThat(sample.verify().fault()).isEmpty();
    }

    @Test
    void aTailThatWasSignedAndIsGoneIsSaidAndItsNumbersAreNotUsedAgain() throws Exception {
        SampleLog sample = sample();
        sample.write(4);
        sample.change(lines -> lines.subList(0, 2));
        sample.write(1);
        assertThat(sample.lines().get(2))
                .contains("\"seq\":6,", "\"event\":\"audit.missing\",\"from_seq\":3,\"through_seq\":5");
        assertThat(sample.verify().fault().orElseThrow().seq()).isEqualTo(3);
    }

    @Test
    void aFileThatIsRemovedUnderneathIsBegunAgain() throws Exception {
        SampleLog sample = sample();
        try (AuditLog log = sample.open()) {
            log.commit(new AuditEvent.ConfigurationAccepted("gone"));
            Files.delete(sample.file());
            io.hatchway.session.Eventually.holds(() -> {
                log.commit(new AuditEvent.ConfigurationAccepted("there"));
                return Files.exists(sample.file());
            });
        }
        Verification.Fault fault = sample.verify().fault().orElseThrow();
        assertThat(fault.seq()).isEqualTo(1);
        assertThat(fault.what()).contains("are missing");
    }

    @Test
    void withoutRoomNothingIsCommitted() throws Exception {
        SampleLog sample = sample();
        AuditLog.Bounds greedy =
                new AuditLog.Bounds(1 << 20, Duration.ofDays(1), Duration.ofDays(30), 1L << 30, Long.MAX_VALUE);
        try (AuditLog log = sample.open(greedy)) {
            assertThatIOException()
                    .isThrownBy(() -> log.commit(new AuditEvent.ConfigurationAccepted("x")))
                    .withMessageContaining("KiB are free");
        }
        assertThat(sample.lines()).singleElement().asString().contains("gateway.stop");
    }

    @Test
    void aClosedLogTakesNothing() throws Exception {
        AuditLog log = sample().open();
        log.close();
        assertThatIOException().isThrownBy(() -> log.commit(new AuditEvent.ConfigurationAccepted("late")));
    }

    @Test
    void aFullFileIsFoundWhateverTheLocale() throws Exception {
        SampleLog sample = sample();
        AuditLog.Bounds small = new AuditLog.Bounds(500, Duration.ofDays(1), Duration.ZERO, 1L << 30, 0);
        io.hatchway.session.ForeignDigits.during(() -> {
            try (AuditLog log = sample.open(small)) {
                for (int i = 0; i < 5; i++) {
                    log.commit(new AuditEvent.ConfigurationAccepted("file " + i));
                }
                io.hatchway.session.Eventually.holds(
                        () -> AuditFiles.full(sample.folder()).size() == 1);
            }
        });
        assertThat(sample.verify().fault()).isEmpty();
    }
}
