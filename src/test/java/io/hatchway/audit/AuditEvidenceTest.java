package io.hatchway.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.session.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What stays of the log, and can be shown, whatever happened to its files. */
@Timeout(30)
final class AuditEvidenceTest {
    @TempDir
    Path state;

    private SampleLog sample = new SampleLog(Path.of(""));

    @BeforeEach
    void choose() {
        sample = new SampleLog(state);
    }

    @Test
    void aDamagedEndOfAMegabyteCostsNoLineBeforeIt() throws Exception {
        sample.write(3);
        Files.write(sample.file(), new byte[1_000_000], StandardOpenOption.APPEND);
        sample.write(1);
        assertThat(sample.lines()).hasSize(7).element(0).asString().contains("\"seq\":1,");
        assertThat(sample.verify().fault()).isEmpty();
    }

    @Test
    void aFileThatIsReplacedUnderneathIsNoticedAndGoneOnWith() throws Exception {
        try (AuditLog log = sample.open()) {
            log.commit(new AuditEvent.ConfigurationAccepted("one"));
            Path copy = Files.copy(sample.file(), sample.folder().resolve("copy"));
            Files.move(copy, sample.file(), StandardCopyOption.REPLACE_EXISTING);
            Eventually.holds(() -> Files.readString(sample.file()).contains("\"event\":\"audit.replaced\""));
            log.commit(new AuditEvent.ConfigurationAccepted("two"));
        }
        assertThat(sample.lines()).anyMatch(line -> line.contains("\"two\""));
        assertThat(sample.verify().fault()).isEmpty();
    }

    @Test
    void aFileThatIsCutUnderneathIsSaidAtOnceAndGoneOnWithWithoutAHole() throws Exception {
        try (AuditLog log = sample.open()) {
            log.commit(new AuditEvent.ConfigurationAccepted("one"));
            Files.write(sample.file(), new byte[0]);
            log.commit(new AuditEvent.ConfigurationAccepted("two"));
            assertThat(Files.readString(sample.file()))
                    .startsWith("{")
                    .doesNotContain("\0", "\"one\"")
                    .contains("\"event\":\"audit.replaced\"", "\"two\"");
            Files.write(sample.file(), new byte[0]);
            Eventually.holds(() -> Files.readString(sample.file()).contains("\"event\":\"audit.replaced\""));
        }
        assertThat(sample.verify().fault()).isPresent();
    }

    @Test
    void whatSomebodyElseWritesBehindTheLastLineIsMovedAsideAndSaid() throws Exception {
        try (AuditLog log = sample.open()) {
            log.commit(new AuditEvent.ConfigurationAccepted("one"));
            Files.writeString(sample.file(), "nonsense\n", StandardOpenOption.APPEND);
            log.commit(new AuditEvent.ConfigurationAccepted("two"));
        }
        assertThat(sample.lines())
                .noneMatch(line -> line.contains("nonsense"))
                .anyMatch(line -> line.contains("\"event\":\"audit.replaced\""));
        assertThat(sample.verify().fault()).isEmpty();
    }

    @Test
    void aLogWithoutItsCheckpointIsNotInOrder() throws Exception {
        sample.write(5);
        sample.change(lines -> lines.subList(0, 3));
        Files.delete(sample.folder().resolve(LastCheckpoint.NAME));
        Verification.Fault fault = sample.verify().fault().orElseThrow();
        assertThat(fault.seq()).isEqualTo(4);
        assertThat(fault.what()).contains("no checkpoint");
    }

    @Test
    void aStartWithoutTheCheckpointIsOnRecord() throws Exception {
        sample.write(5);
        Files.delete(sample.folder().resolve(LastCheckpoint.NAME));
        sample.write(1);
        assertThat(sample.lines()).anyMatch(line -> line.contains("\"event\":\"audit.unsigned\""));
        assertThat(sample.verify().notes()).singleElement().asString().contains("without a checkpoint");
    }

    @Test
    void aCheckpointOfSomebodyElseIsKeptAside() throws Exception {
        sample.write(5);
        Path other = Files.createDirectory(state.resolve("other"));
        new SampleLog(other).write(1);
        Path file = sample.folder().resolve(LastCheckpoint.NAME);
        Files.copy(
                new SampleLog(other).folder().resolve(LastCheckpoint.NAME), file, StandardCopyOption.REPLACE_EXISTING);
        String foreign = Files.readString(file);
        sample.write(1);
        try (var kept = Files.newDirectoryStream(sample.folder(), "checkpoint-*")) {
            assertThat(kept.iterator().next()).hasContent(foreign);
        }
    }

    @Test
    void aLogIsSignedFromItsFirstMoment() throws Exception {
        try (AuditLog log = sample.open()) {
            log.commit(new AuditEvent.ConfigurationAccepted("one"));
            assertThat(sample.verify().fault()).isEmpty();
        }
    }

    @Test
    void whatAnOlderKeySignedIsStillVerified() throws Exception {
        AuditLog.Bounds small = new AuditLog.Bounds(500, Duration.ofDays(1), Duration.ZERO, 1L << 30, 0);
        try (AuditLog log = sample.open(small)) {
            log.commit(new AuditEvent.ConfigurationAccepted("x".repeat(500)));
            Eventually.holds(() -> AuditFiles.full(sample.folder()).size() == 1);
        }
        Files.move(state.resolve(AuditKey.NAME), state.resolve("gone"));
        sample.write(2);
        assertThat(AuditKey.publicKeys(state)).hasSize(2);
        Verification.Verdict verdict = sample.verify();
        assertThat(verdict.fault()).isEmpty();
        assertThat(verdict.notes()).isEmpty();
    }

    @Test
    void aSignatureThatIsNoBase64IsNotGood() throws Exception {
        sample.write(1);
        Chain before = AuditFiles.lastOf(sample.file()).orElseThrow();
        Chain.Sealed forged = before.seal(
                new AuditEvent.CheckpointSigned(Checkpoint.of(before, Instant.EPOCH), "===="), Instant.EPOCH);
        Files.writeString(sample.file(), forged.line(), StandardOpenOption.APPEND);
        assertThat(sample.verify().fault().orElseThrow().what()).isEqualTo("its signature is not good");
    }

    @Test
    void aFileOfSomebodyElsesIsNoFileOfTheLog() throws Exception {
        sample.write(1);
        Files.copy(sample.file(), sample.folder().resolve("audit-backup.jsonl"));
        assertThat(sample.verify().fault()).isEmpty();
    }

    @Test
    void aboveTheQuotaTheOldestFileGoesAndTheLogSaysWhy() throws Exception {
        AuditLog.Bounds small = new AuditLog.Bounds(2000, Duration.ofDays(1), Duration.ZERO, 4000, 0);
        try (AuditLog log = sample.open(small)) {
            Eventually.holds(() -> {
                log.commit(new AuditEvent.ConfigurationAccepted("x".repeat(500)));
                return Files.readString(sample.file()).contains("\"event\":\"audit.expired\",\"reason\":\"quota\"");
            });
        }
        Verification.Verdict verdict = sample.verify();
        assertThat(verdict.fault()).isEmpty();
        assertThat(verdict.first()).isGreaterThan(1);
    }

    @Test
    void whatWasMovedAsideGoesWithItsTime() throws Exception {
        sample.write(1);
        Path torn = Files.createFile(sample.folder().resolve("torn-1-1"));
        Files.setLastModifiedTime(torn, java.nio.file.attribute.FileTime.from(Instant.parse("2025-01-01T00:00:00Z")));
        try (AuditLog log = sample.open()) {
            log.commit(new AuditEvent.ConfigurationAccepted("x"));
            Eventually.holds(() -> !Files.exists(torn));
        }
    }

    @Test
    void whatAClientSaysIsCutAt256Characters() {
        Peer peer = new Peer("c1", "192.0.2.1:5", "\u0001".repeat(5000));
        String words = "\u0001".repeat(5000);
        List<AuditEvent> events = List.of(
                new AuditEvent.ConnectionClosed(peer, false, Optional.of(words), Duration.ZERO),
                new AuditEvent.AuthFailed(peer, Optional.empty(), words, "SHA256:x", Optional.empty(), words),
                new AuditEvent.ChannelRefused(peer, Optional.empty(), 1, Optional.of(words), words));
        assertThat(events)
                .allSatisfy(event -> assertThat(
                                Chain.START.seal(event, Instant.EPOCH).line().getBytes(UTF_8))
                        .hasSizeLessThan(6 * 256 * 3 + 1000));
    }

    @Test
    void aCertificateThatIsRefusedIsNamed() {
        AuditEvent refused = new AuditEvent.AuthFailed(
                new Peer("c", "192.0.2.1:5", ""),
                Optional.empty(),
                "web",
                "SHA256:x",
                Optional.of(new Who.Certificate("laptop", -1)),
                "no");
        assertThat(Chain.START.seal(refused, Instant.EPOCH).line())
                .contains("\"key_fp\":\"SHA256:x\",\"cert_id\":\"laptop\",\"cert_serial\":\"18446744073709551615\"");
    }
}
