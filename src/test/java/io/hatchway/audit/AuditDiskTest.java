package io.hatchway.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.hatchway.session.Eventually;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The log on a disk that keeps only what it was told to sync, and on one that is full or fails. */
@Timeout(30)
final class AuditDiskTest {
    private static final AuditEvent EVENT = new AuditEvent.ConfigurationAccepted("this one");

    @TempDir
    Path state;

    private SampleLog sample = new SampleLog(Path.of(""));
    private volatile String onDisk = "";
    private volatile boolean failing;

    @BeforeEach
    void choose() {
        sample = new SampleLog(state);
    }

    /** Remembers what a loss of power would leave; when it fails, the system forgets what was not there yet. */
    private void sync(FileChannel file) throws IOException {
        if (failing) {
            try (FileChannel disk = FileChannel.open(sample.file(), StandardOpenOption.WRITE)) {
                disk.write(ByteBuffer.wrap(new byte[(int) (file.size() - onDisk.length())]), onDisk.length());
            }
            throw new IOException("the disk is broken");
        }
        onDisk = Files.readString(sample.file());
    }

    private AuditLog open() throws IOException {
        return sample.open(SampleLog.BOUNDS, this::sync);
    }

    @Test
    void whatIsCommittedSurvivesALossOfPower() throws Exception {
        try (AuditLog log = open()) {
            log.commit(EVENT);
            assertThat(onDisk).contains("this one");
        }
    }

    @Test
    void whatCannotBeSyncedIsNotCommitted() throws Exception {
        try (AuditLog log = open()) {
            log.commit(new AuditEvent.ConfigurationAccepted("before"));
            failing = true;
            assertThatIOException().isThrownBy(() -> log.commit(EVENT));
            failing = false;
            log.commit(new AuditEvent.ConfigurationAccepted("after"));
        }
        assertThat(sample.lines()).noneMatch(line -> line.contains("this one"));
        assertThat(sample.verify().fault()).isEmpty();
    }

    @Test
    void notesThatAFailedSyncLostAreWrittenAnew() throws Exception {
        try (AuditLog log = open()) {
            log.commit(new AuditEvent.ConfigurationAccepted("before"));
            failing = true;
            log.note(new AuditEvent.ConfigurationAccepted("only a note"));
            Eventually.holds(() -> Files.readString(sample.file()).contains("\0"));
            failing = false;
            log.commit(EVENT);
            assertThat(onDisk).contains("only a note", "this one").doesNotContain("\0");
        }
        assertThat(sample.verify().fault()).isEmpty();
    }

    @Test
    void aTornEndThatCannotBeMovedStaysAndIsTriedAgain() throws Exception {
        sample.write(2);
        Files.writeString(sample.file(), "{\"torn", StandardOpenOption.APPEND);
        byte[] before = Files.readAllBytes(sample.file());
        failing = true;
        try (AuditLog log = sample.open(SampleLog.BOUNDS, file -> {
            if (failing) {
                throw new IOException("No space left on device");
            }
        })) {
            assertThatIOException().isThrownBy(() -> log.commit(EVENT));
            assertThat(Files.readAllBytes(sample.file())).isEqualTo(before);
            try (var files = Files.newDirectoryStream(sample.folder(), "torn-*")) {
                assertThat(files).isEmpty();
            }
            failing = false;
            log.commit(EVENT);
        }
        assertThat(sample.lines()).anyMatch(line -> line.contains("\"event\":\"audit.tail\""));
        assertThat(sample.verify().fault()).isEmpty();
    }

    @Test
    void theLogOpensWhereThePublicKeyCannotBeWritten() throws Exception {
        sample.write(1);
        Files.delete(AuditKey.publicHalf(state));
        Path inTheWay = Files.createDirectory(state.resolve(".audit_ed25519_key.pub.new"));
        Files.createFile(inTheWay.resolve("x"));
        sample.write(1);
        assertThat(sample.lines()).hasSize(4);
    }

    @Test
    void aPublicKeyThatIsThereIsNotWrittenAgain() throws Exception {
        sample.write(1);
        Object before = Files.getAttribute(AuditKey.publicHalf(state), "unix:ino");
        sample.write(1);
        assertThat(Files.getAttribute(AuditKey.publicHalf(state), "unix:ino")).isEqualTo(before);
    }

    @Test
    void withoutRoomWhatStrangersDoIsCountedAndNotWritten() throws Exception {
        AuditLog.Bounds greedy =
                new AuditLog.Bounds(1 << 20, Duration.ofDays(1), Duration.ZERO, 1L << 30, Long.MAX_VALUE);
        Peer peer = new Peer("c1", "192.0.2.1:5", "SSH-2.0-x");
        try (AuditLog log = sample.open(greedy)) {
            log.note(new AuditEvent.ConnectionOpened(peer));
            log.note(new AuditEvent.AuthFailed(peer, Optional.empty(), "web", "SHA256:x", Optional.empty(), "no"));
            log.note(new AuditEvent.ConnectionClosed(peer, false, Optional.empty(), Duration.ZERO));
            log.note(new AuditEvent.ConnectionClosed(peer, true, Optional.empty(), Duration.ZERO));
        }
        assertThat(sample.lines())
                .noneMatch(line -> line.contains("connection.open") || line.contains("auth.fail"))
                .filteredOn(line -> line.contains("connection.close"))
                .singleElement()
                .asString()
                .contains("\"authenticated\":true");
        assertThat(sample.lines())
                .filteredOn(line -> line.contains("audit.lost"))
                .isNotEmpty()
                .allMatch(line -> line.contains("audit.min_free"));
    }

    @Test
    void aStartThatAnInterruptionTookBackIsNeverWritten() throws Exception {
        try (AuditLog log = open()) {
            for (int i = 0; i < 50; i++) {
                String name = "commit " + i;
                boolean[] refused = new boolean[1];
                Thread thread = Thread.ofVirtual().start(() -> {
                    try {
                        log.commit(new AuditEvent.ConfigurationAccepted(name));
                    } catch (InterruptedException told) {
                        refused[0] = true;
                    } catch (IOException failed) {
                        throw new IllegalStateException(failed);
                    }
                });
                thread.interrupt();
                thread.join();
                log.commit(EVENT);
                assertThat(new String(Files.readAllBytes(sample.file()), UTF_8).contains('"' + name + '"'))
                        .isEqualTo(!refused[0]);
            }
        }
    }

    @Test
    void anErrorInTheMiddleOfWritingCostsNoLineBeforeOrAfterIt() throws Exception {
        try (AuditLog log = sample.open(SampleLog.BOUNDS, file -> {
            if (failing) {
                throw new StackOverflowError("a bug");
            }
        })) {
            log.commit(new AuditEvent.ConfigurationAccepted("before"));
            failing = true;
            assertThatIOException().isThrownBy(() -> log.commit(EVENT));
            failing = false;
            log.commit(new AuditEvent.ConfigurationAccepted("after"));
        }
        assertThat(sample.lines())
                .noneMatch(line -> line.contains("this one"))
                .anyMatch(line -> line.contains("after"));
        assertThat(sample.verify().fault()).isEmpty();
    }

    /** Not even what happened can be said. */
    private static final class Unspeakable extends StackOverflowError {
        @Override
        public String getMessage() {
            if (Thread.currentThread().getName().equals("audit")) {
                throw this;
            }
            return "unspeakable";
        }
    }

    @Test
    void whoeverCommitsHearsThatNobodyWritesAnyMore() throws Exception {
        try (AuditLog log = sample.open(SampleLog.BOUNDS, file -> {
            throw new Unspeakable();
        })) {
            assertThatIOException().isThrownBy(() -> log.commit(EVENT));
            assertThatIOException().isThrownBy(() -> log.commit(EVENT)).withMessageContaining("restart the gateway");
        }
    }
}
