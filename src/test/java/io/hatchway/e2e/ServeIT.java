package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code hatchway serve}: how it starts, what it keeps, how it ends. */
@RealEngine
final class ServeIT {

    @Test
    void itPrintsOneLineWithTheRealPort() throws IOException {
        try (Site site = Site.create();
                Gateway gateway = site.start()) {
            assertThat(gateway.out()).isEqualTo("hatchway: listening on 127.0.0.1:" + gateway.port() + "\n");
            assertThat(gateway.port()).isPositive();
            try (Socket socket = gateway.connect()) {
                byte[] hello = socket.getInputStream().readNBytes(8);
                assertThat(new String(hello, java.nio.charset.StandardCharsets.US_ASCII))
                        .isEqualTo("SSH-2.0-");
            }
        }
    }

    @Test
    void theStateFolderIsItsOwnersAlone() throws IOException {
        try (Site site = Site.create();
                Gateway gateway = site.start()) {
            assertThat(gateway.alive()).isTrue();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(site.state())))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void theHostKeyIsEd25519AndItsOwnersAlone() throws IOException {
        try (Site site = Site.create();
                Gateway gateway = site.start()) {
            assertThat(hostKeys(gateway)).startsWith("ssh-ed25519 ").doesNotContain("\n");
            Path file = hostKeyFile(site);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void theHostKeyOutlivesTheGateway() {
        try (Site site = Site.create()) {
            String before;
            try (Gateway first = site.start()) {
                before = hostKeys(first);
            }
            try (Gateway second = site.start()) {
                assertThat(hostKeys(second)).isEqualTo(before);
            }
        }
    }

    @Test
    void aDamagedHostKeyIsNotReplacedSilently() {
        try (Site site = Site.create()) {
            site.start().close();
            Path file = hostKeyFile(site);
            Site.write(file, "damaged\n");
            Ran ran = serve(site);
            assertThat(ran.code()).isNotZero();
            assertThat(ran.err()).contains(file.toString()).doesNotContain("\tat ");
            assertThat(ran.out()).isEmpty();
            assertThat(Site.read(file)).isEqualTo("damaged\n");
        }
    }

    private static Path hostKeyFile(Site site) {
        try (var files = Files.walk(site.state())) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> Site.read(file).contains("PRIVATE KEY"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no host key in " + site.state()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** All host keys a gateway shows, without the address. */
    private static String hostKeys(Gateway gateway) {
        return Child.run(List.of("ssh-keyscan", "-p", Integer.toString(gateway.port()), "127.0.0.1"))
                .ok()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .sorted()
                .reduce((a, b) -> a + "\n" + b)
                .orElse("");
    }

    @Test
    void anAddressInUseIsASentence() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress());
                Site site = Site.create().listen("127.0.0.1:" + taken.getLocalPort())) {
            Ran ran = serve(site, "--listen", "127.0.0.1:" + taken.getLocalPort());
            assertThat(ran.code()).isNotZero();
            assertThat(ran.err())
                    .contains("127.0.0.1:" + taken.getLocalPort())
                    .contains("in use")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aConfigurationThatIsWrongIsNotServed() {
        try (Site site = Site.create().configure("listn: 127.0.0.1:0\nssh: {keepalive_interval: soon}\n")) {
            Ran ran = serve(site);
            assertThat(ran.code()).isNotZero();
            assertThat(ran.err())
                    .contains("hatchway.yaml:1")
                    .contains("listn")
                    .contains("hatchway.yaml:2")
                    .contains("keepalive_interval");
            assertThat(ran.out()).isEmpty();
        }
    }

    /** Runs {@code serve} on a site that cannot be served, to its end. */
    private static Ran serve(Site site, String... options) {
        List<String> argv = new java.util.ArrayList<>(Site.hatchway("serve"));
        argv.addAll(options.length == 0 ? List.of("--listen", "127.0.0.1:0") : List.of(options));
        argv.addAll(site.folders());
        try (Child child = Child.start(argv)) {
            return child.await(Duration.ofSeconds(20));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void anIdleGatewayEndsAtOnceWith0(String signal) {
        try (Site site = Site.create();
                Gateway gateway = site.start()) {
            gateway.signal(signal);
            assertThat(gateway.await(Duration.ofSeconds(5)).code()).isZero();
        }
    }

    @Test
    void aSessionMayFinishWithinTheGrace() {
        try (Site site = Site.create().configure("sessions: {shutdown_grace: 20s}\n");
                Box web = Box.debian();
                Gateway gateway = site.open(web).start();
                Child session = gateway.ssh(web).start("cat; echo finished; exit 9")) {
            web.awaitProgram("cat");
            gateway.signal("TERM");
            Eventually.holds(() -> !accepts(gateway), () -> "still accepting:\n" + gateway.log());
            session.type("still served\n");
            session.awaitOut("still served\n");
            session.endInput();
            Ran ran = session.await();
            assertThat(ran.code()).isEqualTo(9);
            assertThat(ran.out()).endsWith("finished\n");
            assertThat(gateway.await(Duration.ofSeconds(5)).code()).isZero();
        }
    }

    @Test
    void aSessionThatOutlivesTheGraceIsEndedWithAClearWord() {
        try (Site site = Site.create().configure("sessions: {shutdown_grace: 1s}\n");
                Box web = Box.debian();
                Gateway gateway = site.open(web).start();
                Child session = gateway.ssh(web).start("trap '' HUP; echo up; sleep 70000; true");
                Terminal terminal =
                        new Terminal(100, 30, gateway.ssh(web).with("-tt").argv("sleep 70001; true"))) {
            session.awaitOut("up");
            web.awaitProgram("sleep 70001");
            gateway.signal("TERM");
            Ran end = gateway.await(Duration.ofSeconds(10));
            assertThat(end.code()).isZero();
            assertThat(web.programs()).isEmpty();
            Ran ran = session.await();
            assertThat(ran.err()).contains("gateway").doesNotContain("Exception");
            assertThat(ran.code()).isIn(254, 255);
            assertThat(terminal.awaitEnd()).isIn(254, 255);
            assertThat(terminal.screen()).contains("gateway");
        }
    }

    private static boolean accepts(Gateway gateway) {
        try (Socket socket = gateway.connect()) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void anIdleSessionIsEndedWithAClearWord() {
        try (Site site = Site.create().configure("sessions: {idle_limit: 2s}\n");
                Box web = Box.debian();
                Gateway gateway = site.open(web).start();
                Child busy = gateway.ssh(web).start("while :; do echo tick; sleep 0.5; done");
                Child idle = gateway.ssh(web).start("echo up; sleep 70003; true")) {
            idle.awaitOut("up");
            Ran ran = idle.await(Duration.ofSeconds(10));
            assertThat(ran.err()).contains("idle");
            // Told as an exit-signal, for which ssh(1) has 255.
            assertThat(ran.code()).isEqualTo(255);
            assertThat(busy.alive()).as("a session that writes is not idle").isTrue();
            busy.signal("KILL");
            web.awaitEmpty();
        }
    }

    @Test
    void aDeadClientIsFoundByKeepalives() {
        try (Site site = Site.create().configure("ssh: {keepalive_interval: 1s, keepalive_count: 2}\n");
                Box web = Box.debian();
                Gateway gateway = site.open(web).start();
                Child frozen = gateway.ssh(web).start("echo up; sleep 70004; true");
                Child quiet = gateway.ssh(web).start("echo up; cat; exit 3")) {
            frozen.awaitOut("up");
            quiet.awaitOut("up");
            frozen.signal("STOP");
            Eventually.within(
                    Duration.ofSeconds(10),
                    () -> web.programs().stream().noneMatch(program -> program.contains("70004")),
                    () -> "still running: " + web.programs());
            quiet.endInput();
            assertThat(quiet.await().code())
                    .as("a client that answers is not dead")
                    .isEqualTo(3);
        }
    }

    @Test
    void theEngineIsFoundByItsUri() {
        try (EngineWire wire = EngineWire.toEngine();
                Box web = Box.busybox();
                Site site = Site.create().open(web).engine(wire.uri());
                Gateway gateway = site.start()) {
            assertThat(gateway.ssh(web).run("echo in").ok()).isEqualTo("in\n");
        }
    }

    @Test
    void theEngineIsFoundByDockerHost() {
        try (EngineWire wire = EngineWire.cutFromTheStart();
                Box web = Box.busybox();
                Site site = Site.create().open(web).under("env", "DOCKER_HOST=" + wire.uri());
                Gateway gateway = site.start()) {
            assertThat(gateway.ssh(web).run("true").err()).contains("engine");
            wire.mend();
            assertThat(gateway.ssh(web).run("echo in").ok()).isEqualTo("in\n");
        }
    }

    @Test
    void theEnvironmentOfTheGatewayStaysOutside() {
        try (Box web = Box.busybox();
                Site site = Site.create().open(web).under("env", "GATEWAY_SECRET=42");
                Gateway gateway = site.start()) {
            assertThat(gateway.ssh(web).run("env").ok()).doesNotContain("GATEWAY_SECRET");
        }
    }

    @Test
    void aFewSilentConnectionsLockNobodyOut() throws IOException {
        try (Box web = Box.busybox();
                Site site = Site.create().open(web);
                Gateway gateway = site.start()) {
            Map<Integer, Socket> silent = new java.util.HashMap<>();
            try {
                for (int i = 0; i < 5; i++) {
                    silent.put(i, gateway.connect());
                }
                assertThat(gateway.ssh(web).run("echo in").ok()).isEqualTo("in\n");
            } finally {
                for (Socket socket : silent.values()) {
                    socket.close();
                }
            }
        }
    }
}
