package io.hatchway.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.access.SampleGrants;
import io.hatchway.audit.AuditEvent;
import io.hatchway.container.Compose;
import io.hatchway.container.Container;
import io.hatchway.container.FakeInventory;
import io.hatchway.container.Pty;
import io.hatchway.container.Size;
import io.hatchway.session.Ending;
import io.hatchway.session.Exit;
import io.hatchway.session.Request;
import io.hatchway.session.SampleSession;
import io.hatchway.session.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class SessionsCommandTest {
    private static final Optional<Pty> TERMINAL = Optional.of(new Pty("xterm", new Size(80, 24)));

    @TempDir
    private Path state;

    private SampleConsole console;
    private final SampleSession person = new SampleSession();
    private Session shell;
    private Session batch;
    private Session elsewhere;
    private Session other;

    @BeforeEach
    void sessionsInAProjectAndElsewhere() {
        console = new SampleConsole(state);
        console.inventory.containers.add(FakeInventory.running("web"));
        shell = person.shell(TERMINAL).in(container("web", "shop")).make();
        batch = new SampleSession().exec("id").in(container("web", "shop")).make();
        elsewhere = new SampleSession()
                .shell(TERMINAL)
                .in(container("vault", "bank"))
                .make();
        other = new SampleSession().login("admin").shell(TERMINAL).make();
        console.running.addAll(List.of(shell, batch, elsewhere, other));
    }

    private static Container container(String name, String project) {
        return new Container(
                "local",
                "0123456789abcdef-" + name,
                name,
                "image",
                Container.State.RUNNING,
                "running",
                Map.of(Compose.PROJECT, project),
                List.of(),
                "",
                0);
    }

    private void operator(String... commands) {
        console.client.grant(SampleGrants.operator("shop", commands));
    }

    @Test
    void anAdministratorSeesAll() throws Exception {
        assertThat(console.run("sessions -q")).isEqualTo(new Exit.Status(0));
        assertThat(console.client.out().lines()).containsExactly(shell.id(), batch.id(), elsewhere.id(), other.id());
    }

    @Test
    void anOperatorSeesThoseInHisContainersAndNoConsole() throws Exception {
        operator("sessions");
        console.run("sessions list -q");
        assertThat(console.client.out().lines()).containsExactly(shell.id(), batch.id());
    }

    @Test
    void whatMayNotBeSeenIsNeitherWatchedNorEndedNorToldOf() throws Exception {
        operator("sessions");
        for (Session hidden : List.of(elsewhere, other)) {
            for (String line : List.of("sessions watch ", "sessions kill --yes ", "sessions message ")) {
                String text = line + hidden.id() + (line.contains("message") ? " hello" : "");
                assertThat(console.run(text)).as(text).isEqualTo(new Exit.Status(127));
            }
            assertThat(hidden.ending()).isEmpty();
        }
        assertThat(console.client.err()).contains("There is no session").doesNotContain("vault");
    }

    @Test
    void anAdministratorsSessionIsAnotherAdministratorsToEnd() throws Exception {
        // The sample policy lets this very key open admin.
        operator("sessions");
        assertThat(console.run("sessions kill --yes " + shell.id())).isEqualTo(new Exit.Status(126));
        assertThat(console.client.err()).contains("only another administrator");
        assertThat(shell.ending()).isEmpty();
    }

    @Test
    void oneOfAFamilyIsGrantedByItself() throws Exception {
        operator("sessions list");
        assertThat(console.run("sessions")).isEqualTo(new Exit.Status(0));
        assertThat(console.run("sessions kill --yes " + shell.id())).isEqualTo(new Exit.Status(126));
        assertThat(console.run("sessions --help")).isEqualTo(new Exit.Status(0));
        assertThat(console.client.out()).contains("list").doesNotContain("kill");
        assertThat(console.run("sessions lsit")).isEqualTo(new Exit.Status(127));
        assertThat(console.client.err()).contains("Did you mean 'sessions list'?");
    }

    @Test
    void aFamilyNobodyGrantedIsRefusedAsAWhole() throws Exception {
        operator("ps");
        for (String line : List.of("sessions", "sessions list", "sessions --help", "audit", "audit verify")) {
            assertThat(console.run(line)).as(line).isEqualTo(new Exit.Status(126));
        }
    }

    @Test
    void endingASessionWantsAYesAndIsWrittenDown() throws Exception {
        assertThat(console.run("sessions kill " + batch.id())).isEqualTo(new Exit.Status(2));
        assertThat(batch.ending()).isEmpty();
        console.audited.clear();
        Thread end = Thread.startVirtualThread(() -> {
            while (batch.ending().isEmpty()) {
                Thread.onSpinWait();
            }
            console.running.remove(batch);
        });
        assertThat(console.run("sessions kill --yes --reason 'too long' " + batch.id()))
                .isEqualTo(new Exit.Status(0));
        end.join();
        assertThat(batch.ending()).contains(Ending.KILLED);
        assertThat(console.audited.get(1)).isInstanceOfSatisfying(AuditEvent.SessionKilled.class, killed -> {
            assertThat(killed.killed()).isEqualTo(batch.id());
            assertThat(killed.reason()).contains("too long");
        });
        assertThat(console.client.out()).isEqualTo(batch.id() + ": ended\n");
    }

    @Test
    void aMessageIsOneLineThatCommandsNoTerminal() throws Exception {
        assertThat(console.run("sessions message " + shell.id() + " 'look \u001b[2J\u0007 out'"))
                .isEqualTo(new Exit.Status(0));
        assertThat(person.err())
                .startsWith("hatchway: message from the operator ")
                .endsWith("look \\x1b[2J\\x07 out\r\n");
    }

    @Test
    void aMessageToAllReachesTerminalsAlone() throws Exception {
        console.run("sessions message all back at noon");
        assertThat(console.client.out()).isEqualTo("3 sessions were told.\n");
        assertThat(console.run("sessions message " + batch.id() + " hello")).isEqualTo(new Exit.Status(1));
        assertThat(console.client.err()).contains("has no terminal");
    }

    @Test
    void whatHasNoTerminalCannotBeWatched() throws Exception {
        assertThat(console.run("sessions watch " + batch.id())).isEqualTo(new Exit.Status(1));
        assertThat(console.client.err()).contains("nothing to watch");
        assertThat(console.run("sessions watch " + shell.id())).isEqualTo(new Exit.Status(2));
        assertThat(console.audited).noneMatch(AuditEvent.SessionWatched.class::isInstance);
    }

    @Test
    void aSessionIsNotShownInItselfNorInACircle() {
        assertThat(shell.showTo(shell, new Feed())).isEmpty();
        try (var first = shell.showTo(other, new Feed()).orElseThrow()) {
            assertThat(first).isNotNull();
            assertThat(other.showTo(shell, new Feed())).isEmpty();
        }
        assertThat(other.showTo(shell, new Feed())).isPresent();
    }

    @Test
    void whoeverLooksOnSeesWhatTheClientDoes() throws Exception {
        Feed feed = new Feed();
        try (var sight = shell.showTo(other, feed).orElseThrow()) {
            assertThat(sight).isNotNull();
            shell.out().write("hello".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            shell.resize(new Size(100, 40));
        }
        shell.out().write('!');
        Feed.Part part = feed.take(1);
        assertThat(part.bytes().array()).asString().isEqualTo("hello");
        assertThat(part.size()).contains(new Size(100, 40));
    }

    @Test
    void aRecordingIsExportedByteForByteAndReplayedAsText() throws Exception {
        Path folder = Files.createDirectory(state.resolve("recordings"));
        String id = "0123456789abcdef0123456789abcdef";
        String cast = "{\"version\":3,\"term\":{\"cols\":80,\"rows\":24}}\n[0.1,\"o\",\"hi\\u001b[31m there\\r\\n\"]\n";
        Files.writeString(folder.resolve("20260101T000000Z-" + id + ".cast"), cast);
        assertThat(console.run("sessions export 012345")).isEqualTo(new Exit.Status(0));
        assertThat(console.client.out()).isEqualTo(cast);
        assertThat(console.client.err()).matches("hatchway: sha256 [0-9a-f]{64}  2026\\S+\\.cast\n");
        assertThat(console.run("sessions replay " + id)).isEqualTo(new Exit.Status(0));
        assertThat(console.client.out()).isEqualTo(cast + "hi there\n");
        console.client.shell(Optional.empty()).sends("sessions replay " + id + " | head\n");
        console.make().handle(console.client.make());
        assertThat(console.client.out()).endsWith("hi there\n");
        SampleConsole converting = new SampleConsole(state);
        assertThat(converting.run("sessions export --asciicast 2 " + id)).isEqualTo(new Exit.Status(0));
        assertThat(converting.client.err())
                .matches("(?s).*sha256 [0-9a-f]{64}  2026\\S+\\.cast \\(converted to asciicast 2: not the file's\\)\n");
    }

    @Test
    void whatAReplayPrintsCommandsNoTerminalUnlessItIsAskedForRaw() throws Exception {
        String id = "0123456789abcdef0123456789abcdef";
        String line = "x".repeat(70_000);
        Files.writeString(
                Files.createDirectory(state.resolve("recordings")).resolve("20260101T000000Z-" + id + ".cast"),
                "{\"version\":3,\"term\":{\"cols\":80,\"rows\":24}}\n"
                        + "[0.1,\"o\",\"\\u001b]52;c;aGk=\"]\n[0.1,\"o\",\"\\u0007\\u009b2J\\r\\n" + line + "\"]\n");
        assertThat(console.run("sessions replay " + id)).isEqualTo(new Exit.Status(0));
        assertThat(console.client.out())
                .startsWith("\\x1b]52;c;aGk=\\x07\\x9b2J\n")
                .doesNotContain("\u001b", "\u0007", "\u009b", "\r");
        assertThat(console.client.out().chars().filter(c -> c == 'x').count()).isEqualTo(70_003);
        int before = console.client.out().length();
        assertThat(console.run("sessions replay --raw " + id)).isEqualTo(new Exit.Status(0));
        assertThat(console.client.out().substring(before)).isEqualTo("\u001b]52;c;aGk=\u0007\u009b2J\r\n" + line);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void aReaderOfAnExportWhoIsGoneIsNoFault(int version) throws Exception {
        String id = "0123456789abcdef0123456789abcdef";
        Files.writeString(
                Files.createDirectory(state.resolve("recordings")).resolve("20260101T000000Z-" + id + ".cast"),
                "{\"version\":3,\"term\":{\"cols\":80,\"rows\":24}}\n" + "[0.1,\"o\",\"hi\"]\n".repeat(10_000));
        console.client.hearsOn(new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                throw new IOException("nobody reads");
            }
        });
        assertThat(console.run("sessions export --asciicast " + version + " " + id))
                .isEqualTo(new Exit.Status(0));
        assertThat(console.client.err()).isEmpty();
    }

    private static final String LONG_ID = "0123456789abcdef0123456789abcdef";

    /** One in which nothing happens for hours. */
    private void recordHours() throws IOException {
        Files.writeString(
                Files.createDirectory(state.resolve("recordings")).resolve("20260101T000000Z-" + LONG_ID + ".cast"),
                """
                        {"version":3,"term":{"cols":80,"rows":24}}
                        [0.1,"o","before "]
                        [9000,"o","behind"]
                        [9000,"x","0"]
                        """);
    }

    @Test
    void whereNothingHappenedForHoursAReplayWaitsNoLongerThanItIsTold() throws Exception {
        recordHours();
        console.client
                .sends(new PipedInputStream(new PipedOutputStream()))
                .request(new Request.Exec("sessions replay --idle-limit 0.2 " + LONG_ID, TERMINAL));
        assertThat(console.make().handle(console.client.make())).isEqualTo(new Exit.Status(0));
        assertThat(console.client.out())
                .contains("replay of 0123456789ab · 9000 s · q ends")
                .contains("before behind\r\n")
                .contains("The recording ends here.");
    }

    @Test
    void aReplayThatWaitsForHoursIsLeftWithAKey() throws Exception {
        recordHours();
        console.client.sends("q").request(new Request.Exec("sessions replay " + LONG_ID, TERMINAL));
        assertThat(console.make().handle(console.client.make())).isEqualTo(new Exit.Status(0));
        // The alternate screen is left.
        assertThat(console.client.out()).contains("\u001b[?1049h").contains("\u001b[?1049l");
    }

    @Test
    void aRawReplayIsNotForATerminal() throws Exception {
        console.client.request(new Request.Exec("sessions replay --raw 012345", TERMINAL));
        assertThat(console.make().handle(console.client.make())).isEqualTo(new Exit.Status(2));
        assertThat(console.client.out()).contains("--raw is for scripts");
    }

    @Test
    void recordingsOfOthersAreNotThere() throws Exception {
        Path folder = Files.createDirectory(state.resolve("recordings"));
        String id = "0123456789abcdef0123456789abcdef";
        Files.writeString(folder.resolve("20260101T000000Z-" + id + ".cast"), "{\"version\":3}\n");
        operator("sessions");
        assertThat(console.run("sessions export " + id)).isEqualTo(new Exit.Status(127));
        assertThat(console.run("sessions recordings -q")).isEqualTo(new Exit.Status(0));
        assertThat(console.client.out()).isEmpty();
    }

    @Test
    void aRequestSaysWhatASessionDoes() {
        assertThat(List.of(shell, batch, other).stream()
                        .map(SessionSelection::activity)
                        .toList())
                .containsExactly("shell", "exec", "console");
        Session files = new SampleSession()
                .request(new Request.Subsystem(Request.SFTP, Optional.empty()))
                .make();
        assertThat(SessionSelection.activity(files)).isEqualTo("sftp");
    }
}
