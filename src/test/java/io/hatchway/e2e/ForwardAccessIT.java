package io.hatchway.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may forward where, and when a forward ends that nobody asked to end. */
@RealEngine
final class ForwardAccessIT {
    @AutoClose
    private static final Stage STAGE = new Stage();

    private static final AtomicInteger KEYS = new AtomicInteger();

    private static Site site;
    private static Box box;
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        box = STAGE.add(Box.debian("--add-host=metadata:169.254.169.254", "--add-host=other:127.0.0.1"));
        STAGE.add(Listeners.in(box, "127.0.0.1"));
        site = STAGE.add(Site.create()).open(box);
        gateway = STAGE.add(site.start());
    }

    /** A client with a key of its own, whose line has these options. */
    private static Ssh with(String options) {
        return keyed(options, box);
    }

    private static Ssh keyed(String options, Box opened) {
        Path key = site.newKey("key" + KEYS.incrementAndGet());
        add(opened, options + " " + Site.read(Site.publicHalf(key)));
        Ssh ssh = gateway.ssh(opened).withKey(key);
        Eventually.holds(
                () -> !ssh.with("-W", "localhost:9").run().err().contains("Permission denied"),
                () -> "the new key does not open " + opened.name() + "\n" + gateway.log());
        return ssh;
    }

    private static synchronized void add(Box opened, String line) {
        Path file = site.keys().resolve(opened.name());
        Site.write(file, (Files.exists(file) ? Site.read(file) : "") + line);
    }

    private static Ran to(Ssh ssh, String place) {
        return ssh.with("-v", "-W", place).run();
    }

    private static void isProhibited(Ran ran) {
        assertThat(ran.code()).isNotZero();
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains("administratively prohibited");
    }

    /** Row 37. */
    @ParameterizedTest
    @ValueSource(
            strings = {"169.254.169.254:80", "metadata:80", "other:7004", "0.0.0.0:22", "[::]:22", "172.17.0.1:22"})
    void whatNobodyNamedIsProhibited(String place) {
        isProhibited(to(gateway.ssh(box), place));
    }

    /** Row 37. */
    @Test
    void theGatewaysOwnPortOnItsLoopbackIsNotReached() {
        Ran ran = to(gateway.ssh(box), "127.0.0.1:" + gateway.port());
        assertThat(ran.code()).isNotZero();
        assertThat(ran.err()).contains("Nothing answers");
    }

    /** Row 37. */
    @ParameterizedTest
    @ValueSource(strings = {"169.254.169.254:80", "metadata:80", "172.17.0.1:22", "0.0.0.0:7004", "[fe80::1]:80"})
    void whatIsOutOfBoundsIsProhibitedThoughALinePermitsAnything(String place) {
        Ran ran = to(with("permitopen=\"*:*\""), place);
        isProhibited(ran);
        assertThat(ran.err()).contains("not of the container's own networks");
    }

    /** Row 37. */
    @Test
    void theEnginesSocketIsNotReached() throws IOException {
        int port = Tunnel.freePort();
        try (Child client = gateway.ssh(box)
                .with("-v", "-N", "-L", "127.0.0.1:" + port + ":/var/run/docker.sock")
                .start()) {
            Eventually.holds(
                    () -> {
                        try (Socket socket = Tunnel.connect(port)) {
                            return socket.getInputStream().read() < 0;
                        } catch (IOException notYet) {
                            return false;
                        }
                    },
                    client::toString);
            client.awaitErr("administratively prohibited");
        }
    }

    @Test
    void aNameThatALinePermitsIsResolvedInTheContainer() {
        assertThat(to(with("permitopen=\"other:7004\""), "other:7004").ok()).isEqualTo("hello\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "permitopen=\"localhost:7001\"; localhost:7004",
                "restrict; localhost:7004",
                "no-port-forwarding; localhost:7004",
                "restrict,permitopen=\"localhost:7004\"; localhost:7004",
                "command=\"true\"; localhost:7004",
            })
    void aLinesOptionsHoldForwardsBack(String options, String place) {
        isProhibited(to(with(options), place));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "restrict,port-forwarding",
                "command=\"true\",permitopen=\"localhost:7004\"",
                "permitopen=\"127.0.0.1:*\""
            })
    void aLinesOptionsLetForwardsThrough(String options) {
        assertThat(to(with(options), "localhost:7004").ok()).isEqualTo("hello\n");
    }

    @Test
    void aUnixSocketIsReachedWhereALineNamesIt() throws IOException {
        box.sh("""
                rm -f /tmp/app.sock
                python3 -c '
                import os, socket
                s = socket.socket(socket.AF_UNIX)
                s.bind("/tmp/app.sock")
                s.listen()
                if os.fork() == 0:
                    while True:
                        c = s.accept()[0]
                        try:
                            c.sendall(b"by socket")
                        except OSError:
                            pass
                        c.close()
                ' < /dev/null > /dev/null 2>&1
                """);
        Ssh permitted = with("permitopen=\"/tmp/app.sock\"");
        askInVainAsAUserThatDoesNotExist();
        try (Tunnel tunnel = new Tunnel(permitted, "-L", ":/tmp/app.sock");
                Socket socket = tunnel.connect()) {
            assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("by socket");
        } finally {
            box.sh("kill $(pgrep -f '[a]pp[.]sock')");
        }
    }

    /** What fails for one user is not to be another's failure. */
    private static void askInVainAsAUserThatDoesNotExist() throws IOException {
        String login = box.name() + "+nosuchuser";
        Site.write(site.keys().resolve(login), "permitopen=\"/tmp/app.sock\" " + site.publicKey());
        Ssh nobody = gateway.ssh(login);
        Eventually.holds(
                () -> !nobody.with("-W", "localhost:9").run().err().contains("Permission denied"), gateway::log);
        try (Tunnel tunnel = new Tunnel(nobody, "-L", ":/tmp/app.sock");
                Socket socket = tunnel.connect()) {
            assertThat(ended(socket)).isTrue();
        }
    }

    @Test
    void aPortOfTheContainersLeadsBackToTheClient() throws Exception {
        int there = Tunnel.freePort();
        try (Listeners here = Listeners.onThisMachine();
                Child client = with("permitlisten=\"*:*\"")
                        .with(
                                "-N",
                                "-o",
                                "ExitOnForwardFailure=yes",
                                "-R",
                                there + ":127.0.0.1:" + here.port(Listeners.HELLO))
                        .start()) {
            Eventually.holds(() -> ask(there).equals("hello\n"), client::toString);
            for (int i = 0; i < 50; i++) {
                assertThat(ask(there)).isEqualTo("hello\n");
            }
        }
        Eventually.within(Duration.ofSeconds(5), () -> ask(there).isEmpty(), () -> "port " + there + " still listens");
    }

    /** What a program in the container hears from a port of its loopback. */
    private static String ask(int port) {
        return Docker.tryDocker(
                        "exec",
                        box.name(),
                        "python3",
                        "-c",
                        "import socket; s = socket.create_connection(('127.0.0.1', " + port
                                + ")); print(s.makefile().read(), end='')")
                .out();
    }

    @Test
    void portZeroIsAnyAndTheClientIsToldWhich() {
        try (Listeners here = Listeners.onThisMachine();
                Child client = with("permitlisten=\"localhost:*\"")
                        .with("-N", "-v", "-R", "0:127.0.0.1:" + here.port(Listeners.HELLO))
                        .start()) {
            client.awaitErr("Allocated port ");
            int port = Integer.parseInt(client.err().replaceFirst("(?s).*Allocated port (\\d+).*", "$1"));
            assertThat(ask(port)).isEqualTo("hello\n");
        }
    }

    @Test
    void whatIsCancelledListensNoMore() {
        int there = Tunnel.freePort();
        try (Listeners here = Listeners.onThisMachine();
                Ssh.Master master =
                        with("permitlisten=\"localhost:" + there + "\"").master()) {
            String forward = there + ":127.0.0.1:" + here.port(Listeners.HELLO);
            master.client().with("-O", "forward", "-R", forward).run().ok();
            assertThat(ask(there)).isEqualTo("hello\n");
            master.client().with("-O", "cancel", "-R", forward).run().ok();
            Eventually.holds(() -> ask(there).isEmpty(), () -> "port " + there + " still listens");
            master.client().with("-O", "forward", "-R", forward).run().ok();
            assertThat(ask(there)).isEqualTo("hello\n");
        }
    }

    /** Row 38. */
    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:7777", "*:7777", "10.0.0.1:7777", "[::]:7777"})
    void onlyTheLoopbackListensWhateverIsPermitted(String where) {
        Ran ran = with("permitlisten=\"*:*\"")
                .with("-N", "-o", "ExitOnForwardFailure=yes", "-R", where + ":127.0.0.1:9")
                .run();
        assertThat(ran.code()).isNotZero();
        assertThat(ran.err()).contains("remote port forwarding failed");
    }

    @Test
    void nobodyListensUnlessItIsGranted() {
        Ran ran = gateway.ssh(box)
                .with("-N", "-o", "ExitOnForwardFailure=yes", "-R", "7777:127.0.0.1:9")
                .run();
        assertThat(ran.code()).isNotZero();
        assertThat(ran.err()).contains("remote port forwarding failed");
    }

    @Test
    void aForwardEndsWithinFiveSecondsOfItsKeysRemoval() throws Exception {
        Path file = site.keys().resolve(box.name());
        Ssh ssh = with("no-pty");
        String whole = Site.read(file);
        String line = whole.lines()
                .filter(each -> each.startsWith("no-pty "))
                .findFirst()
                .orElseThrow();
        try (Tunnel tunnel = Tunnel.to(ssh, Listeners.ECHO);
                Socket socket = tunnel.connect()) {
            socket.getOutputStream().write('x');
            assertThat(socket.getInputStream().read()).isEqualTo('x');
            Site.write(file, whole.replace(line + "\n", ""));
            socket.setSoTimeout(5_000);
            assertThat(ended(socket)).isTrue();
        }
    }

    private static boolean ended(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Test
    void aForwardEndsWithItsContainer() throws Exception {
        try (Box other = Box.debian();
                Listeners inside = Listeners.in(other, "127.0.0.1")) {
            site.open(other);
            Ssh ssh = keyed("no-pty", other);
            try (Tunnel tunnel = Tunnel.to(ssh, inside.port(Listeners.ECHO));
                    Socket socket = tunnel.connect()) {
                socket.getOutputStream().write('x');
                assertThat(socket.getInputStream().read()).isEqualTo('x');
                Docker.docker("kill", other.name());
                socket.setSoTimeout(5_000);
                assertThat(ended(socket)).isTrue();
            }
        }
    }

    @Test
    void theHostsNetworkIsNoContainers() {
        try (Box host = Box.busybox("--network=host")) {
            Ran ran = to(keyed("no-pty", host), "localhost:" + gateway.port());
            assertThat(ran.code()).isNotZero();
            assertThat(ran.err()).contains("no network of its own");
        }
    }

    @Test
    void whatIsForwardedIsOnRecord() throws Exception {
        assertThat(to(gateway.ssh(box), "localhost:" + Listeners.HELLO).ok()).isEqualTo("hello\n");
        isProhibited(to(with("permitopen=\"localhost:1\",no-pty"), "example.org:80"));
        Eventually.holds(
                () -> log().contains("\"event\":\"forward.open\"")
                        && log().contains("\"event\":\"forward.refused\"")
                        && log().lines()
                                .anyMatch(line -> line.contains("\"event\":\"forward.close\"")
                                        && line.contains("\"destination\":\"localhost:7004\"")
                                        && line.contains("\"bytes_out\":6")),
                ForwardAccessIT::log);
    }

    private static String log() {
        return Site.read(site.state().resolve("audit/audit.jsonl"));
    }

    private static void killAfter(long millis, int port) throws IOException, InterruptedException {
        try (Tunnel tunnel = Tunnel.to(gateway.ssh(box), port);
                Socket socket = tunnel.connect()) {
            socket.getOutputStream().write("100000000\n".getBytes(US_ASCII));
            Thread.sleep(millis);
            tunnel.client().signal("KILL");
        }
    }

    @Test
    void aPortThatTakesRootIsNotListenedOnForAnother() {
        Box strict = STAGE.add(Box.busybox("--sysctl", "net.ipv4.ip_unprivileged_port_start=1024"));
        for (String user : List.of("", "+1000")) {
            Site.write(site.keys().resolve(strict.name() + user), "permitlisten=\"*:*\" " + site.publicKey());
        }
        Ssh app = gateway.ssh(strict.name() + "+1000").with("-o", "ExitOnForwardFailure=yes", "-R", "80:127.0.0.1:9");
        Eventually.holds(() -> app.run("true").err().contains("remote port forwarding failed"), gateway::log);
        assertThat(gateway.log())
                .contains("Nothing can listen at localhost:80 in the container " + strict.name()
                        + ": Permission denied.");
        gateway.ssh(strict)
                .with("-o", "ExitOnForwardFailure=yes", "-R", "80:127.0.0.1:9")
                .run("true")
                .ok();
    }

    @Test
    void aSocketOfTheClientsIsRefusedOnRecord() {
        Ran ran = gateway.ssh(box)
                .with("-N", "-o", "ExitOnForwardFailure=yes", "-R", "/tmp/theirs.sock:localhost:9")
                .run();
        assertThat(ran.code()).isNotZero();
        assertThat(ran.err()).contains("remote port forwarding failed for listen path /tmp/theirs.sock");
        Eventually.holds(
                () -> log().lines()
                        .anyMatch(line -> line.contains("\"event\":\"forward.refused\"")
                                && line.contains("\"destination\":\"/tmp/theirs.sock\"")),
                ForwardAccessIT::log);
        assertThat(gateway.log()).contains("listening at /tmp/theirs.sock has failed");
        assertThat(box.sh("ls /tmp")).doesNotContain("theirs");
    }

    /** kill -9 of the client at whatever moment leaves no process, no helper container and no open forward. */
    @Test
    void aClientThatIsKilledLeavesNothing() throws Exception {
        AtOnce.all(IntStream.range(0, 4)
                .<Callable<?>>mapToObj(lane -> () -> {
                    for (int i = lane; i < 100; i += 4) {
                        killAfter(i * 2L, i % 8 < 4 ? Listeners.ZEROS : Listeners.DEAF);
                    }
                    return lane;
                })
                .toList());
        Eventually.holds(
                () -> box.sh("cat /proc/net/tcp").lines().noneMatch(line -> line.contains(" 01 ")),
                () -> box.sh("cat /proc/net/tcp"));
        assertThat(Helpers.beside(box, "network")).isEmpty();
        // What resolved a name for another test goes by itself, a while after that.
        box.awaitEmpty(Duration.ofSeconds(30));
    }
}
