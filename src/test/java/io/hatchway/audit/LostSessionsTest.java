package io.hatchway.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LostSessionsTest {
    private static final String SESSION = "0123456789abcdef0123456789abcdef";
    private static final String OTHER = "f".repeat(32);
    private static final String CAST = "20260101T000000Z-" + SESSION + ".cast";

    @TempDir
    Path state;

    /** Lines as a killed gateway leaves them, in this order. */
    private void written(String file, AuditEvent... events) throws IOException {
        Path folder = Files.createDirectories(state.resolve("audit"));
        StringBuilder lines = new StringBuilder();
        Chain chain = Chain.START;
        for (AuditEvent event : events) {
            Chain.Sealed sealed = chain.seal(event, Clock.systemUTC().instant());
            lines.append(sealed.line());
            chain = sealed.after();
        }
        Files.writeString(folder.resolve(file), lines);
    }

    private void written(AuditEvent... events) throws IOException {
        written(AuditFiles.CURRENT, events);
    }

    private static AuditEvent started() {
        return new AuditEvent.GatewayStarted("1", "127.0.0.1:22");
    }

    private static Sitting sitting(String session, String command) {
        return new Sitting(
                new Peer("c7", "127.0.0.1:50000", "SSH-2.0-Test"),
                3,
                session,
                new Who("alice", "web", "SHA256:x", Optional.empty(), "keys/web:1"),
                Optional.of(new Sitting.Place("local", "id-of-web", "web", "image")),
                Optional.empty(),
                true,
                "shell",
                Optional.of(command),
                Optional.empty());
    }

    private static AuditEvent begun(String session, Optional<String> recording) {
        return new AuditEvent.SessionStarted(sitting(session, "echo '\"event\":\"session.end\"'"), recording, false);
    }

    private static AuditEvent begun(String session) {
        return begun(session, Optional.empty());
    }

    private static AuditEvent ended(String session) {
        return new AuditEvent.SessionEnded(
                sitting(session, "true"),
                0,
                0,
                Optional.of(0),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Duration.ZERO);
    }

    private List<AuditEvent> said() throws InterruptedException {
        List<AuditEvent> said = new ArrayList<>();
        try (Recordings recordings = new Recordings(
                state, new Recordings.Bounds(64 << 20, Duration.ZERO, 0), Clock.systemUTC(), event -> {})) {
            new LostSessions(state, recordings).say(said::add);
        }
        return said;
    }

    private static String line(AuditEvent event) {
        return EventText.write(new JsonLine(), event).toString();
    }

    @Test
    void aSessionWithoutAnEndEndedWithTheGateway() throws Exception {
        written(started(), begun(SESSION), begun(OTHER), ended(OTHER));
        assertThat(said())
                .singleElement()
                .extracting(LostSessionsTest::line)
                .isEqualTo(
                        "{\"event\":\"session.end\",\"reason\":\"gateway_killed\",\"conn\":\"c7\",\"chan\":3,\"sid\":\""
                                + SESSION
                                + "\",\"identity\":\"alice\",\"login\":\"web\",\"container\":\"id-of-web\",\"name\":\"web\"}");
    }

    @Test
    void itsRecordingHasADigestAndASizeAsItWasFoundWithoutATornLine() throws Exception {
        written(started(), begun(SESSION, Optional.of(CAST)));
        Path folder = Files.createDirectories(state.resolve("recordings"));
        Files.writeString(folder.resolve(CAST), "{\"version\": 3}\n[0.1, \"o\", \"to");
        String whole = "{\"version\": 3}\n";
        assertThat(said())
                .singleElement()
                .extracting(LostSessionsTest::line)
                .asString()
                .contains("\"recording\":\"" + CAST + "\",\"recording_sha256\":\"" + Sha256.hex(whole.getBytes(UTF_8))
                        + "\",\"recording_bytes\":" + whole.length() + ",\"recording_complete\":false}");
        assertThat(folder.resolve(CAST)).hasContent(whole);
    }

    @Test
    void aRecordingThatIsGoneIsNamedWithoutADigest() throws Exception {
        written(started(), begun(SESSION, Optional.of(CAST)));
        assertThat(said())
                .singleElement()
                .extracting(LostSessionsTest::line)
                .asString()
                .contains("\"recording\":\"" + CAST + "\",\"recording_complete\":false}");
    }

    @Test
    void whatWasSaidAtOneStartIsNotSaidAtTheNext() throws Exception {
        written(started(), begun(SESSION));
        AuditEvent lost = said().getFirst();
        written(started(), begun(SESSION), lost, started());
        assertThat(said()).isEmpty();
    }

    @Test
    void aStartInAnOlderFileIsFoundUpToTheGatewaysOwn() throws Exception {
        written("audit-000000000000001.jsonl", started(), begun(OTHER));
        written("audit-000000000000003.jsonl", started(), begun(SESSION));
        written(ended("0".repeat(32)));
        assertThat(said())
                .singleElement()
                .isInstanceOfSatisfying(
                        AuditEvent.SessionLost.class,
                        lost -> assertThat(lost.session()).isEqualTo(SESSION));
    }

    @Test
    void aTornLastLineHidesNothing() throws Exception {
        written(started(), begun(SESSION));
        Path log = state.resolve("audit").resolve(AuditFiles.CURRENT);
        Files.writeString(log, Files.readString(log) + "{\"v\":1,\"seq\":3,\"ts");
        assertThat(said()).hasSize(1);
    }

    @Test
    void withoutALogNothingIsLost() throws Exception {
        assertThat(said()).isEmpty();
    }
}
