package io.hatchway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody does to a log of nine lines, and what is said of it. */
@Timeout(30)
final class VerificationTest {
    @TempDir
    Path state;

    private SampleLog sample = new SampleLog(Path.of(""));

    @BeforeEach
    void write() throws Exception {
        sample = new SampleLog(state);
        sample.write(8);
    }

    private Verification.Fault fault(UnaryOperator<List<String>> change) throws Exception {
        sample.change(change);
        return sample.verify().fault().orElseThrow(() -> new AssertionError("nothing was found"));
    }

    private static List<String> edited(List<String> lines, int index, UnaryOperator<String> edit) {
        lines.set(index, edit.apply(lines.get(index)));
        return lines;
    }

    @Test
    void whatNobodyTouchedIsInOrder() {
        Verification.Verdict verdict = sample.verify();
        assertThat(verdict.fault()).isEmpty();
        assertThat(verdict.notes()).isEmpty();
        assertThat(List.of(verdict.first(), verdict.last(), verdict.signed())).containsExactly(1L, 9L, 9L);
        assertThat(verdict.praise())
                .isEqualTo("The audit log is as it was written: seq 1 to 9, 1 file, signed up to seq 9.");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 8})
    void anEditedLineIsNamed(int index) throws Exception {
        Verification.Fault fault =
                fault(lines -> edited(lines, index, line -> line.replace("\"event\":\"", "\"event\":\"x")));
        assertThat(List.of(fault.seq(), fault.line())).containsExactly(index + 1L, index + 1L);
        assertThat(fault.toString()).contains("audit.jsonl:" + (index + 1) + ": seq " + (index + 1));
    }

    @Test
    void anEditedLineWithAHashToFitIsNamedByTheNextOne() throws Exception {
        Verification.Fault fault = fault(lines -> edited(lines, 3, line -> {
            String body = line.substring(0, line.indexOf(",\"hash\":")).replace("file 3", "file X") + "}";
            return body.substring(0, body.length() - 1) + ",\"hash\":\""
                    + Sha256.hex(body.getBytes(java.nio.charset.StandardCharsets.UTF_8)) + "\"}";
        }));
        assertThat(fault.seq()).isEqualTo(5);
        assertThat(fault.what()).contains("does not follow");
    }

    @Test
    void aLogThatWasWrittenAnewIsNotTheOneThatWasSigned() throws Exception {
        Path other = Files.createDirectory(state.resolve("other"));
        SampleLog forged = new SampleLog(other);
        forged.setClock(java.time.Instant.parse("2026-01-01T00:00:01Z"));
        forged.write(8);
        Files.copy(forged.file(), sample.file(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Verification.Fault fault = sample.verify().fault().orElseThrow();
        assertThat(fault.seq()).isEqualTo(9);
        assertThat(fault.what()).contains("checkpoint");
    }

    @Test
    void aDeletedLineIsNamed() throws Exception {
        Verification.Fault fault = fault(lines -> {
            lines.remove(4);
            return lines;
        });
        assertThat(fault.seq()).isEqualTo(5);
        assertThat(fault.what()).isEqualTo("lines 5 to 5 are missing");
    }

    @Test
    void aDeletedFirstLineIsNamed() throws Exception {
        assertThat(fault(lines -> lines.subList(1, lines.size())).seq()).isEqualTo(1);
    }

    @Test
    void movedLinesAreNamed() throws Exception {
        Verification.Fault fault = fault(lines -> {
            Collections.swap(lines, 2, 3);
            return lines;
        });
        assertThat(fault.seq()).isEqualTo(3);
    }

    @Test
    void aDoubledLineIsNamed() throws Exception {
        Verification.Fault fault = fault(lines -> {
            lines.add(3, lines.get(2));
            return lines;
        });
        assertThat(fault.seq()).isEqualTo(4);
        assertThat(fault.what()).contains("moved or doubled");
    }

    @Test
    void aCutTailIsSeenByTheCheckpoint() throws Exception {
        Verification.Fault fault = fault(lines -> lines.subList(0, 5));
        assertThat(fault.seq()).isEqualTo(6);
        assertThat(fault.what()).contains("cut").contains("9");
    }

    @Test
    void anEmptiedLogIsSeenByTheCheckpoint() throws Exception {
        assertThat(fault(lines -> List.of()).seq()).isEqualTo(1);
    }

    @Test
    void aRemovedLogIsSeenByTheCheckpoint() throws Exception {
        Files.delete(sample.file());
        assertThat(sample.verify().fault().orElseThrow().seq()).isEqualTo(1);
    }

    @Test
    void aCheckpointOfAnotherKeyIsRefused() throws Exception {
        Path other = Files.createDirectory(state.resolve("other"));
        new SampleLog(other).write(3);
        Files.copy(
                other.resolve("audit/checkpoint"),
                sample.folder().resolve("checkpoint"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(sample.verify().fault().orElseThrow().what()).contains("signature is not good");
    }

    @Test
    void anEditedCheckpointIsRefused() throws Exception {
        Path file = sample.folder().resolve("checkpoint");
        Files.writeString(file, Files.readString(file).replace("\"seq\":9", "\"seq\":5"));
        assertThat(sample.verify().fault().orElseThrow().what()).contains("signature is not good");
    }

    @Test
    void aRemovedFileIsNotTakenForAnOldOne() throws Exception {
        AuditLog.Bounds small = new AuditLog.Bounds(1000, Duration.ofDays(1), Duration.ZERO, 1L << 30, 0);
        try (AuditLog log = sample.open(small)) {
            log.commit(new AuditEvent.ConfigurationAccepted("x"));
            io.hatchway.session.Eventually.holds(
                    () -> AuditFiles.full(sample.folder()).size() == 1);
            log.commit(new AuditEvent.ConfigurationAccepted("y"));
        }
        assertThat(sample.verify().fault()).isEmpty();
        Files.delete(AuditFiles.full(sample.folder()).getFirst());
        Verification.Fault fault = sample.verify().fault().orElseThrow();
        assertThat(fault.seq()).isEqualTo(1);
        assertThat(fault.what()).contains("missing");
    }

    @Test
    void aFullFileIsVerifiedByItselfWithItsSignature() throws Exception {
        AuditLog.Bounds small = new AuditLog.Bounds(1000, Duration.ofDays(1), Duration.ZERO, 1L << 30, 0);
        try (AuditLog log = sample.open(small)) {
            log.commit(new AuditEvent.ConfigurationAccepted("x"));
            io.hatchway.session.Eventually.holds(
                    () -> AuditFiles.full(sample.folder()).size() == 1);
        }
        Path full = AuditFiles.full(sample.folder()).getFirst();
        Verification.Verdict verdict = Verification.ofFiles(List.of(full), Optional.of(AuditKey.publicHalf(state)));
        assertThat(verdict.fault()).isEmpty();
        assertThat(verdict.signed()).isEqualTo(verdict.last() - 1);
        Path other = Files.createDirectory(state.resolve("other"));
        new SampleLog(other).write(1);
        assertThat(Verification.ofFiles(List.of(full), Optional.of(AuditKey.publicHalf(other)))
                        .fault()
                        .orElseThrow()
                        .what())
                .isEqualTo("its signature is not good");
    }

    @Test
    void filesThatTheNamedKeySignedNothingOfAreInDoubt() throws Exception {
        Verification.Verdict verdict =
                Verification.ofFiles(List.of(sample.file()), Optional.of(AuditKey.publicHalf(state)));
        assertThat(verdict.fault()).isEmpty();
        assertThat(verdict.doubt())
                .hasValueSatisfying(doubt -> assertThat(doubt)
                        .startsWith("Nothing in these files is signed by that key, so nobody can tell")
                        .contains("seq 1 to 9, 1 file"));
    }

    @Test
    void withoutAKeyWhatIsNotSignedIsPlainlySaidAndNoDoubt() throws Exception {
        Verification.Verdict verdict = Verification.ofFiles(List.of(sample.file()), Optional.empty());
        assertThat(verdict.doubt()).isEmpty();
        assertThat(verdict.praise())
                .startsWith("The chain is unbroken, but nothing is signed: seq 1 to 9, 1 file. ")
                .doesNotContain("as it was written");
    }

    @Test
    void withoutAKeySignaturesThatThereAreWereNotChecked() throws Exception {
        AuditLog.Bounds small = new AuditLog.Bounds(1000, Duration.ofDays(1), Duration.ZERO, 1L << 30, 0);
        try (AuditLog log = sample.open(small)) {
            log.commit(new AuditEvent.ConfigurationAccepted("x"));
            io.hatchway.session.Eventually.holds(
                    () -> AuditFiles.full(sample.folder()).size() == 1);
        }
        List<Path> full = AuditFiles.full(sample.folder());
        assertThat(Verification.ofFiles(full, Optional.empty()).praise())
                .startsWith("The chain is unbroken, but no signature was checked: seq 1 to ");
        assertThat(Verification.ofFiles(full, Optional.of(AuditKey.publicHalf(state)))
                        .praise())
                .startsWith("The audit log is as it was written: seq 1 to ");
    }

    @Test
    void aLineThatIsBeingWrittenIsNoFault() throws Exception {
        Files.writeString(sample.file(), "{\"v\":1,\"se", java.nio.file.StandardOpenOption.APPEND);
        Verification.Verdict verdict = sample.verify();
        assertThat(verdict.fault()).isEmpty();
        assertThat(verdict.notes()).singleElement().asString().contains("audit.jsonl:10");
    }

    @Test
    void aLogIsInOrderAtEveryMomentWhileItIsWritten() throws Exception {
        AuditLog.Bounds small = new AuditLog.Bounds(20_000, Duration.ofDays(1), Duration.ZERO, 1L << 30, 0);
        try (AuditLog log = sample.open(small)) {
            Thread writer = Thread.startVirtualThread(() -> {
                try {
                    for (int i = 0; i < 3000; i++) {
                        log.commit(new AuditEvent.ConfigurationAccepted("file " + i));
                    }
                } catch (Exception failed) {
                    throw new IllegalStateException(failed);
                }
            });
            while (writer.isAlive()) {
                assertThat(sample.verify().fault()).isEmpty();
            }
        }
        assertThat(sample.verify().last()).isGreaterThan(3000);
    }
}
