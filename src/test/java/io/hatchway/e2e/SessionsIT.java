package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who is here and what they do: as an administrator, as an operator of one container, and as somebody who may do neither. */
@RealEngine
final class SessionsIT {
    /** Nothing here needs a network. */
    private static final String OFFLINE = "--network=none";

    private static final ObjectMapper JSON = new ObjectMapper();

    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Site site;
    private static Box web;
    private static Box vault;
    private static Gateway gateway;
    private static Path olga;
    private static Path ursula;

    @BeforeAll
    static void start() throws IOException {
        web = STAGE.add(Box.debian(OFFLINE));
        vault = STAGE.add(Box.busybox(OFFLINE));
        site = STAGE.add(Site.create()).open(web, vault).open("admin");
        olga = site.newKey("olga");
        ursula = site.newKey("ursula");
        Site.write(site.dir().resolve("access.yaml"), """
                people:
                  olga: {keys: [olga.pub], roles: [operator]}
                  ursula: {keys: [ursula.pub], roles: [user]}
                roles:
                  operator:
                    - {allow: [], containers: [%1$s], commands: [ps, sessions, audit]}
                  user:
                    - {allow: [shell, exec], containers: [%1$s, %2$s]}
                """.formatted(web.name(), vault.name()));
        site.configure("recordings: {mode: strict}\n");
        gateway = STAGE.add(site.start());
    }

    private static Ran admin(String... command) {
        return gateway.ssh("admin").run(command);
    }

    private static Ssh operator() {
        return gateway.ssh("admin").withKey(olga);
    }

    /** An administrator's client that asks for a terminal which can be drawn on. */
    private static Ssh drawn() {
        return gateway.ssh("admin").under("env", "TERM=xterm-256color").with("-tt");
    }

    /** Ursula's shell on a terminal. */
    private static Terminal shell(Box box) {
        Terminal terminal = new Terminal(
                100, 30, gateway.ssh(box).withKey(ursula).with("-tt").argv());
        terminal.awaitScreen("#");
        return terminal;
    }

    private static JsonNode session(Box box) throws IOException {
        for (JsonNode each : JSON.readTree(admin("sessions", "list", "--json").ok())) {
            if (each.path("container").asText().equals(box.name())
                    && each.path("does").asText().equals("shell")) {
                return each;
            }
        }
        throw new AssertionError("no session in " + box.name());
    }

    private static String id(Box box) throws IOException {
        return session(box).path("id").asText();
    }

    private static String audit() {
        return Site.read(site.state().resolve("audit/audit.jsonl"));
    }

    @Test
    void aListSaysWhoIsWhereAndSinceWhen() throws IOException {
        try (Terminal _ = shell(web)) {
            JsonNode row = session(web);
            assertThat(row.path("identity").asText()).isEqualTo("ursula");
            assertThat(row.path("login").asText()).isEqualTo(web.name());
            assertThat(row.path("from").asText()).startsWith("127.0.0.1:");
            assertThat(row.path("bytes_out").asLong()).isPositive();
            assertThat(row.path("idle_s").asLong()).isLessThan(60);
            String table = admin("sessions").ok();
            assertThat(table).contains("WHO", "ursula", "shell (tty)").doesNotContain("\u001b");
        }
    }

    @Test
    void anAdministratorSeesWhatAPersonSees() throws IOException {
        try (Terminal person = shell(web)) {
            Terminal admin =
                    new Terminal(80, 20, gateway.ssh("admin").with("-tt").argv("sessions", "watch", id(web)));
            try (admin) {
                admin.awaitScreen("q ends");
                person.enter("echo seen-$((40+2)); printf '\\033]0;owned\\007\\033[6n'");
                admin.awaitScreen("seen-42");
                admin.awaitScreen("100x30");
                admin.type("q");
                assertThat(admin.awaitEnd()).isZero();
            }
            assertThat(audit()).contains("\"event\":\"session.watched\"", "\"watched\":\"" + id(web) + "\"");
            person.enter("exit");
        }
    }

    @Test
    void aWatcherThatDoesNotReadHoldsUpNobody() throws Exception {
        try (Terminal person = shell(web);
                Child watcher = drawn().start("sessions", "watch", id(web))) {
            watcher.awaitOut("q ends");
            watcher.signal("STOP");
            person.enter("seq 400000; echo all-$((40+2))");
            person.awaitScreen("all-42");
            watcher.signal("CONT");
            watcher.awaitOut("left out");
            watcher.type("q");
            assertThat(watcher.await().code()).isZero();
        }
    }

    @Test
    void aMessageStandsInTheTerminal() throws IOException {
        try (Terminal person = shell(web)) {
            assertThat(admin("sessions", "message", id(web), "going down in 5").ok())
                    .isEqualTo("1 session was told.\n");
            person.awaitScreen("hatchway: message from the operator id: going down in 5");
        }
    }

    @Test
    void whoeverIsKilledIsToldAndBothLogsSayWhy() throws IOException {
        try (Terminal person = shell(vault)) {
            String id = id(vault);
            assertThat(admin("sessions", "kill", id).code()).isEqualTo(2);
            assertThat(admin("sessions", "kill", "--yes", "--reason", "maintenance", id)
                            .ok())
                    .isEqualTo(id + ": ended\n");
            person.awaitScreen("An operator of this gateway ended this session.");
            person.awaitScreen("maintenance");
            assertThat(gateway.log()).contains("session " + id + " is ended by").contains("maintenance");
            Eventually.holds(() -> audit().contains("\"reason\":\"killed\""), SessionsIT::audit);
            assertThat(audit()).contains("\"event\":\"session.kill\",\"reason\":\"maintenance\"");
        }
        vault.awaitEmpty();
    }

    @Test
    void anOperatorTouchesSessionsOfHisContainersAlone() throws IOException {
        try (Terminal person = shell(web);
                Terminal _ = shell(vault);
                Terminal console =
                        new Terminal(100, 30, gateway.ssh("admin").with("-tt").argv())) {
            console.awaitScreen("local id>");
            String elsewhere = id(vault);
            String consoles = JSON.readTree(admin("sessions", "--json").ok()).findParents("does").stream()
                    .filter(each -> each.path("does").asText().equals("console"))
                    .map(each -> each.path("id").asText())
                    .findFirst()
                    .orElseThrow();
            assertThat(operator().run("sessions", "-q").ok())
                    .contains(id(web))
                    .doesNotContain(elsewhere)
                    .doesNotContain(consoles);
            for (String hidden : List.of(elsewhere, consoles)) {
                assertThat(operator().run("sessions", "kill", "--yes", hidden).code())
                        .isEqualTo(127);
                assertThat(operator().run("sessions", "message", hidden, "boo").code())
                        .isEqualTo(127);
                assertThat(operator().run("sessions", "export", hidden).code()).isEqualTo(127);
                Ran watch = operator().with("-tt").run("sessions", "watch", hidden);
                assertThat(watch.code()).isEqualTo(127);
                assertThat(watch.out()).contains("There is no session");
            }
            assertThat(operator().run("audit").code()).isEqualTo(126);
            assertThat(operator().run("sessions", "kill", "--yes", id(web)).code())
                    .isZero();
            person.awaitScreen("An operator of this gateway ended this session.");
            console.enter("version");
            console.awaitLine("hatchway \\d.*");
        }
    }

    @Test
    void anOperatorDoesNotEndAnAdministrator() throws IOException {
        try (Terminal person =
                new Terminal(100, 30, gateway.ssh(web).with("-tt").argv())) {
            person.awaitScreen("#");
            Ran kill = operator().run("sessions", "kill", "--yes", id(web));
            assertThat(kill.code()).isEqualTo(126);
            assertThat(kill.err()).contains("only another administrator");
            person.enter("echo still-$((40+2))");
            person.awaitScreen("still-42");
        }
    }

    @Test
    void anOperatorAtThePromptIsShownWhatIsHis() throws IOException {
        try (Terminal _ = shell(web);
                Terminal _ = shell(vault);
                Terminal prompt = new Terminal(180, 30, operator().with("-tt").argv())) {
            String elsewhere = id(vault);
            prompt.awaitScreen("local olga>");
            prompt.enter("help");
            prompt.awaitLine("sessions +Look after sessions.*");
            assertThat(prompt.screen()).doesNotContain("rm ").doesNotContain("prune");
            prompt.type("sessions wa");
            prompt.press("Tab");
            prompt.awaitScreen("sessions watch");
            prompt.type(id(web).substring(0, 8));
            prompt.press("Tab");
            prompt.awaitScreen("sessions watch " + id(web));
            prompt.press("C-c");
            prompt.awaitLine("local olga>");
            prompt.enter("sessions kill " + elsewhere);
            prompt.awaitScreen("There is no session '" + elsewhere + "'");
            prompt.enter("rm " + vault.name());
            prompt.awaitScreen("You may not run 'rm' here");
            prompt.enter("sessions kill " + id(web));
            prompt.awaitScreen("Type " + web.name() + " to go on:");
            prompt.enter("no");
            prompt.awaitScreen("Nothing was done.");
            prompt.press("C-d");
            prompt.awaitEnd();
        }
    }

    @Test
    void anIntruderLearnsNothing() {
        for (Ssh intruder : List.of(
                gateway.ssh("admin").withKey(ursula), gateway.ssh("admin").withKey(site.newKey("nobody")))) {
            Ran ran = intruder.run("sessions", "list");
            assertThat(ran.code()).isEqualTo(255);
            assertThat(ran.out()).isEmpty();
        }
    }

    @Test
    void aRecordingIsListedReplayedAndExported() throws IOException {
        String id;
        try (Terminal person = shell(vault)) {
            id = id(vault);
            person.enter("echo kept-$((40+2)); sleep 0.2; exit");
            person.awaitEnd();
        }
        assertThat(admin("sessions", "recordings", "-q").ok()).contains(id);
        Path file;
        try (Stream<Path> all = Files.list(site.state().resolve("recordings"))) {
            file = all.filter(each -> each.toString().contains(id)).findFirst().orElseThrow();
        }
        Ran export = admin("sessions", "export", id);
        assertThat(export.bytes()).isEqualTo(Files.readAllBytes(file));
        String sha256 = Child.run(List.of("sha256sum", file.toString())).ok().split(" ", -1)[0];
        assertThat(export.err()).contains("sha256 " + sha256);
        Eventually.holds(() -> audit().contains(sha256), SessionsIT::audit);
        assertThat(admin("sessions", "replay", id).ok()).contains("kept-42").doesNotContain("\u001b", "\r");
        assertThat(admin("sessions", "replay", "--raw", id).ok()).contains("kept-42\r\n");
        try (Terminal admin = new Terminal(
                80, 20, gateway.ssh("admin").with("-tt").argv("sessions", "replay", "--speed", "50", id))) {
            assertThat(admin.awaitEnd()).isZero();
            admin.awaitScreen("kept-42");
        }
        Path forVersion2 = Files.write(
                file.resolveSibling("for-version-2.cast"),
                admin("sessions", "export", "--asciicast", "2", id).bytes());
        // What Debian has: asciinema 2.
        try (Terminal player = new Terminal(80, 20, List.of("asciinema", "play", forVersion2.toString()))) {
            assertThat(player.awaitEnd()).isZero();
            player.awaitScreen("kept-42");
        }
        Files.delete(forVersion2);
        assertThat(admin("sessions", "export", "--asciicast", "4", id).code()).isEqualTo(2);
        assertThat(admin("sessions", "replay", "ffffffffff").code()).isEqualTo(127);
        assertThat(gateway.ssh("admin")
                        .with("-tt")
                        .run("sessions", "export", id)
                        .code())
                .isEqualTo(2);
    }

    @Test
    void theAuditLogIsReadAndFollowedAndVerified() throws IOException {
        // Signed or not yet: the gateway runs on.
        assertThat(admin("audit", "verify").ok())
                .matches(
                        "(?s)The (audit log is as it was written|chain is unbroken, but nothing is signed): seq 1 to .*");
        List<String> lines = admin("audit", "list", "--json", "--event", "session.start", "--tail", "1")
                .ok()
                .lines()
                .toList();
        assertThat(lines).hasSize(1);
        assertThat(JSON.readTree(lines.getFirst()).path("login").asText()).isEqualTo("admin");
        assertThat(audit().lines()).contains(lines.getFirst());
        assertThat(admin("audit", "--tail", "x").code()).isEqualTo(2);
        assertThat(admin("audit", "lost").code()).isEqualTo(127);
        try (Child follower = gateway.ssh("admin").start("audit", "-f", "--tail", "0", "--container", web.name())) {
            gateway.ssh("admin").run("audit", "--tail", "1").ok();
            Eventually.holds(
                    () -> {
                        gateway.ssh(web).run("true").ok();
                        return follower.out().contains("session.start");
                    },
                    follower::toString);
            assertThat(follower.out()).contains(web.name()).doesNotContain("\u001b");
        }
    }

    @Test
    void doctorLooksAtKeysAndAlgorithms() throws IOException {
        Ran doctor = admin("doctor", "--json");
        JsonNode findings = JSON.readTree(doctor.out());
        List<String> checks = findings.findValuesAsText("check");
        assertThat(checks).contains("engine", "clock", "keys", "host keys", "algorithms", "permissions", "disk");
        assertThat(doctor.out()).contains("host_ed25519_key").contains("mlkem768x25519-sha256");
    }

    @Test
    void rawLogsAreTheContainersBytes() {
        String name = Box.freshName();
        Docker.start(
                name,
                "hatchway-test-busybox",
                // The engine's usual driver writes JSON, where what is no UTF-8 is lost.
                List.of(OFFLINE, "--log-driver=local"),
                List.of("sh", "-c", "printf 'a\\377\\033[2J\\r\\n\\303\\nlast'"));
        try (Box box = Box.existing(name)) {
            Docker.docker("wait", box.name());
            assertThat(admin("logs", "--raw", box.name()).bytes())
                    .isEqualTo("a\u00ff\u001b[2J\r\n\u00c3\nlast".getBytes(StandardCharsets.ISO_8859_1));
        }
    }
}
