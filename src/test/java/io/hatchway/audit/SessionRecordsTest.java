package io.hatchway.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hatchway.access.Recording;
import io.hatchway.access.SampleGrants;
import io.hatchway.container.Pty;
import io.hatchway.container.Size;
import io.hatchway.session.Ending;
import io.hatchway.session.Eventually;
import io.hatchway.session.Exit;
import io.hatchway.session.Request;
import io.hatchway.session.SampleChannel;
import io.hatchway.session.SampleSession;
import io.hatchway.session.Session;
import io.hatchway.session.UnrecordedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
final class SessionRecordsTest {
    private static final Pty TERMINAL = new Pty("xterm", new Size(80, 24));

    @TempDir
    Path state;

    private final SampleSession client = new SampleSession().shell(Optional.of(TERMINAL));
    private Recordings.Bounds bounds = new Recordings.Bounds(64 << 20, Duration.ofDays(30), 0);
    private Optional<AuditLog> log = Optional.empty();
    private Optional<Recordings> recordings = Optional.empty();

    @BeforeEach
    void openLog() throws IOException {
        log = Optional.of(AuditLog.open(state, SampleLog.BOUNDS, Clock.systemUTC()));
    }

    @AfterEach
    void closeAll() {
        recordings.ifPresent(Recordings::close);
        log.ifPresent(AuditLog::close);
    }

    private SessionRecords records(Recording mode) {
        Recordings made = new Recordings(state, bounds, Clock.systemUTC(), log.orElseThrow()::keep);
        recordings = Optional.of(made);
        return new SessionRecords(log.orElseThrow(), made, grant -> mode);
    }

    private Session begin(Recording mode) throws Exception {
        Session session = client.make();
        SampleChannel.begin(session, records(mode));
        return session;
    }

    private List<String> lines() throws IOException {
        Path file = state.resolve("audit").resolve(AuditFiles.CURRENT);
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private Path cast() throws IOException {
        try (var files = Files.newDirectoryStream(state.resolve("recordings"))) {
            return files.iterator().next();
        }
    }

    private String line(String event) throws Exception {
        String name = "\"event\":\"" + event + "\"";
        Eventually.holds(() -> lines().stream().anyMatch(line -> line.contains(name)));
        return lines().stream().filter(line -> line.contains(name)).findFirst().orElseThrow();
    }

    @Test
    void whatMustNotBeWrittenDownIsNot() {
        client.request(new Request.Exec("mysql --password=x", Optional.empty()));
        Session session = client.make();
        session.writtenAs("mysql --password=***");
        assertThat(Sitting.of(session).command()).contains("mysql --password=***");
    }

    @Test
    void whatAKeysLinePutInThePlaceOfASecretOneIsWrittenDown() {
        client.grant(SampleGrants.grant("web", SampleGrants.restrictions(Optional.of("backup"), Map.of(), true)));
        client.request(new Request.Exec("mysql --password=x", Optional.empty()));
        Session session = client.make();
        session.writtenAs("mysql --password=***");
        assertThat(Sitting.of(session).command()).contains("backup");
        assertThat(Sitting.of(session).original()).contains("mysql --password=***");
    }

    @Test
    void aStartIsOnDiskBeforeTheSessionGoesOn() throws Exception {
        Session session = client.exec("id; echo 'a\nb'").make();
        SampleChannel.begin(session, records(Recording.OFF));
        assertThat(lines())
                .singleElement()
                .asString()
                .contains(
                        "\"event\":\"session.start\",\"outcome\":\"ok\",\"conn\":\"c1\",\"src\":\"127.0.0.1:50000\","
                                + "\"client\":\"SSH-2.0-Test\",\"chan\":0,\"sid\":\"" + session.id()
                                + "\",\"identity\":\"alice\",\"login\":\"web\",\"key_fp\":\"SHA256:",
                        "\"rule\":\"keys/web:1\",\"pty\":false,\"request\":\"exec\",\"command\":\"id; echo 'a\\u000ab'\",\"prev\"");
    }

    @Test
    void anEndHasWhatTheSessionDid() throws Exception {
        Session session = client.exec("cat").sends("12345").make();
        SampleChannel.begin(session, records(Recording.OFF));
        session.in().readAllBytes();
        session.out().write("123".getBytes(UTF_8));
        session.err().write("4567".getBytes(UTF_8));
        SampleChannel.end(session, new Exit.Status(3));
        assertThat(line("session.end"))
                .contains("\"reason\":\"ended\"", "\"bytes_in\":5,\"bytes_out\":7,\"exit\":3,\"duration_ms\":")
                .doesNotContain("signal", "recording");
    }

    @Test
    void anEndSaysWhyTheGatewayEndedIt() throws Exception {
        Session session = begin(Recording.OFF);
        session.end(Ending.REVOKED);
        SampleChannel.end(session, new Exit.Signal("HUP", ""));
        assertThat(line("session.end"))
                .contains("\"reason\":\"revoked\"", "\"signal\":\"HUP\"")
                .doesNotContain("\"exit\"");
    }

    @Test
    void aLongCommandIsCutAndItsDigestKept() throws Exception {
        String command = "echo " + "x".repeat(200_000);
        Session session = client.exec(command).make();
        SampleChannel.begin(session, records(Recording.OFF));
        assertThat(lines())
                .singleElement()
                .asString()
                .hasSizeLessThan(6000)
                .contains("\"command_bytes\":200005,\"command_sha256\":\"" + Sha256.hex(command.getBytes(UTF_8)));
    }

    @Test
    void aSessionThatNeverBeganWasRefused() throws Exception {
        Session session = client.make();
        records(Recording.OFF).refused(session, "no such container", new Exit.Status(254));
        assertThat(line("session.refused")).contains("\"reason\":\"no such container\"", "\"exit\":254");
    }

    @Test
    void withoutAnAuditLogNoSessionBegins() throws Exception {
        log.orElseThrow().close();
        Session session = client.make();
        assertThatThrownBy(() -> SampleChannel.begin(session, records(Recording.OFF)))
                .isInstanceOf(UnrecordedException.class)
                .hasMessageContaining("audit log");
    }

    @ParameterizedTest
    @EnumSource(names = {"BEST_EFFORT", "STRICT"})
    void aRecordingHasOutputAndSizesAndNeverInput(Recording mode) throws Exception {
        client.sends("secret");
        Session session = begin(mode);
        session.in().readAllBytes();
        session.out().write("hello \u001b[1m".getBytes(UTF_8));
        session.resize(new Size(90, 30));
        session.out().write("world".getBytes(UTF_8));
        SampleChannel.end(session, new Exit.Status(7));
        Cast cast = Cast.read(cast());
        assertThat(cast.header())
                .startsWith("{\"version\":3,\"term\":{\"cols\":80,\"rows\":24,\"type\":\"xterm\"},\"timestamp\":");
        assertThat(cast.output()).isEqualTo("hello \u001b[1mworld");
        assertThat(cast.data('r')).containsExactly("90x30");
        assertThat(cast.events().getLast())
                .extracting(Cast.Event::code, Cast.Event::data)
                .containsExactly('x', "7");
        assertThat(line("session.end"))
                .contains(
                        "\"recording_sha256\":\"" + Sha256.hex(Files.readAllBytes(cast())) + "\"",
                        "\"recording_complete\":true");
        assertThat(line("session.start")).contains("\"recording\":\"" + cast().getFileName() + "\"");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cast())))
                .isEqualTo("rw-------");
    }

    @Test
    void aHeaderIsThereBeforeTheSessionGoesOn() throws Exception {
        begin(Recording.BEST_EFFORT);
        assertThat(Cast.read(cast()).events()).isEmpty();
    }

    @Test
    void aStrictRecordingHasWhatTheClientIsAboutToSee() throws Exception {
        StringBuilder seen = new StringBuilder();
        client.hearsOn(new java.io.OutputStream() {
            @Override
            public void write(int b) throws IOException {
                seen.append(Cast.read(cast()).output());
            }
        });
        Session session = begin(Recording.STRICT);
        session.out().write("x".getBytes(UTF_8));
        assertThat(seen).hasToString("x");
    }

    @Test
    void whatTheGatewaySaysOnATerminalIsRecordedToo() throws Exception {
        Session session = begin(Recording.STRICT);
        session.say("The container was paused.");
        SampleChannel.end(session, new Exit.Status(0));
        assertThat(Cast.read(cast()).output()).isEqualTo("hatchway: The container was paused.\r\n");
    }

    @Test
    void aSessionWithoutATerminalIsNotRecorded() throws Exception {
        client.request(new Request.Exec("tar c .", Optional.empty()));
        begin(Recording.STRICT);
        assertThat(state.resolve("recordings")).doesNotExist();
    }

    @Test
    void aCharacterCutInTwoIsPutTogether() throws Exception {
        Session session = begin(Recording.STRICT);
        byte[] bytes = "a😀b".getBytes(UTF_8);
        for (byte one : bytes) {
            session.out().write(new byte[] {one}, 0, 1);
        }
        session.out().write(new byte[] {(byte) 0xff, 'c', (byte) 0xf0, (byte) 0x9f});
        SampleChannel.end(session, new Exit.Status(0));
        assertThat(Cast.read(cast()).output()).isEqualTo("a😀b\ufffdc\ufffd");
    }

    @Test
    void aStrictRecordingThatFailsEndsTheSessionAndSendsNothing() throws Exception {
        bounds = new Recordings.Bounds(32 << 20, Duration.ZERO, 0);
        Session session = begin(Recording.STRICT);
        byte[] much = "x".repeat(1 << 20).getBytes(UTF_8);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 8; i++) {
                        session.out().write(much);
                    }
                })
                .isInstanceOf(IOException.class);
        assertThat(session.ending()).contains(Ending.UNRECORDED);
        assertThat(session.bytesOut()).isEqualTo(3L << 20);
        session.say("It is over.");
        assertThat(client.err()).contains("It is over.");
        SampleChannel.end(session, new Exit.Signal("HUP", ""));
        assertThat(line("session.end")).contains("\"reason\":\"unrecorded\"", "\"recording_complete\":false");
    }

    @Test
    void aBestEffortRecordingThatFailsLetsTheSessionGoOn() throws Exception {
        bounds = new Recordings.Bounds(32 << 20, Duration.ZERO, 0);
        Session session = begin(Recording.BEST_EFFORT);
        byte[] much = "x".repeat(1 << 18).getBytes(UTF_8);
        for (int i = 0; i < 100; i++) {
            session.out().write(much);
            Thread.sleep(Duration.ofMillis(2));
        }
        assertThat(session.bytesOut()).isEqualTo(100L << 18);
        SampleChannel.end(session, new Exit.Status(0));
        assertThat(line("session.end")).contains("\"exit\":0", "\"recording_complete\":false");
        assertThat(Files.size(cast())).isLessThan(5 << 20);
        Cast.read(cast());
    }

    @Test
    void oldRecordingsMakeRoomAndTheLogSaysSo() throws Exception {
        Path folder = Files.createDirectory(state.resolve("recordings"));
        Path old = Files.write(
                folder.resolve("20200101T000000Z-a.cast"), "\n".repeat(3 << 20).getBytes(UTF_8));
        Path newer = Files.write(
                folder.resolve("20200102T000000Z-b.cast"), "\n".repeat(3 << 20).getBytes(UTF_8));
        bounds = new Recordings.Bounds(5 << 20, Duration.ZERO, 0);
        records(Recording.OFF);
        assertThat(line("recording.removed")).contains("\"reason\":\"quota\",\"file\":\"20200101T000000Z-a.cast\"");
        assertThat(old).doesNotExist();
        assertThat(newer).exists();
    }

    @Test
    void recordingsThatAreTooOldAreRemoved() throws Exception {
        Path folder = Files.createDirectory(state.resolve("recordings"));
        Path old = Files.write(folder.resolve("20200101T000000Z-a.cast"), new byte[] {'\n'});
        Files.setLastModifiedTime(old, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
        records(Recording.OFF);
        assertThat(line("recording.removed")).contains("\"reason\":\"age\"");
        assertThat(old).doesNotExist();
    }

    @Test
    void aRecordingCutInTheMiddleOfALineIsMended() throws Exception {
        Session session = begin(Recording.STRICT);
        session.out().write("whole".getBytes(UTF_8));
        SampleChannel.end(session, new Exit.Status(0));
        recordings.orElseThrow().close();
        Files.writeString(cast(), "[0.1,\"o\",\"to", StandardOpenOption.APPEND);
        records(Recording.OFF);
        Eventually.holds(() -> Files.readString(cast()).endsWith("]\n"));
        assertThat(Cast.read(cast()).output()).isEqualTo("whole");
    }

    @Test
    void anOldRecordingIsRemovedThoughAYoungOneOrOneThatCannotBeComesBeforeIt() throws Exception {
        Path folder = Files.createDirectory(state.resolve("recordings"));
        Path stuck = Files.createDirectory(folder.resolve("20200101T000000Z-a.cast"));
        Files.createFile(stuck.resolve("x"));
        Path young = Files.write(folder.resolve("20200102T000000Z-b.cast"), new byte[] {'\n'});
        Path old = Files.write(folder.resolve("20200103T000000Z-c.cast"), new byte[] {'\n'});
        for (Path past : List.of(stuck, old)) {
            Files.setLastModifiedTime(past, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
        }
        records(Recording.OFF);
        assertThat(line("recording.removed")).contains("\"reason\":\"age\",\"file\":\"20200103T000000Z-c.cast\"");
        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }
}
