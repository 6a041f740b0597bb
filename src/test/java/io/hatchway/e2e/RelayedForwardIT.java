package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What lines and roles open, and what listens for a client, in images without perl: by a gateway that may not enter
 * containers' networks itself, so that a helper container does it.
 */
@RealEngine
final class RelayedForwardIT {
    private static final int ROLES_PORT = 9100;
    private static final int LINES_PORT = 9200;

    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Box busybox;
    private static Box bare;
    private static Listeners here;
    private static Gateway gateway;
    /** A key that lines open containers for; the site's own is a person's with roles. */
    private static Path lineKey;

    @BeforeAll
    static void start() {
        Docker.ensure("hatchway-test-debian");
        busybox = STAGE.add(Box.busybox());
        bare = STAGE.add(Box.withoutShell());
        here = STAGE.add(Listeners.onThisMachine());
        Site site = STAGE.add(Site.create());
        Site.write(site.dir().resolve("access.yaml"), """
                people:
                  ann: {keys: [id.pub], roles: [forwards]}
                roles:
                  forwards:
                    - {allow: [shell, forward], containers: ["%s", "%s"], forward: ["127.0.0.1:%d"], listen: [%d]}
                """.formatted(
                        busybox.name(), bare.name(), Listeners.HELLO, ROLES_PORT));
        Site.write(site.keys().resolve("admin"), Site.read(Site.publicHalf(site.newKey("admin"))));
        lineKey = site.newKey("line");
        String line = "permitopen=\"localhost:%d\",permitlisten=\"localhost:%d\" %s"
                .formatted(Listeners.HELLO, LINES_PORT, Site.read(Site.publicHalf(lineKey)));
        for (Box box : List.of(busybox, bare)) {
            Site.write(site.keys().resolve(box.name()), line);
            STAGE.add(Listeners.in(box, "127.0.0.1"));
        }
        gateway = STAGE.add(site.configure("engine: {helper_image: hatchway-test-debian}\n")
                .under("setpriv", "--bounding-set=-sys_admin", "--inh-caps=-sys_admin")
                .start());
    }

    static Stream<Box> boxes() {
        return Stream.of(busybox, bare);
    }

    private static Ssh byLine(Box box) {
        return gateway.ssh(box).withKey(lineKey);
    }

    private static void isProhibited(Ssh ssh, String place) {
        Ran ran = ssh.with("-v", "-W", place).run();
        assertThat(ran.code()).isNotZero();
        assertThat(ran.err()).contains("administratively prohibited");
    }

    /** What a program in the container hears from a port of its loopback. */
    private static String ask(Box box, int port) {
        String pid = Docker.docker("inspect", "--format", "{{.State.Pid}}", box.name());
        return Child.run(List.of(
                        "nsenter",
                        "--net=/proc/" + pid + "/ns/net",
                        "/usr/bin/python3",
                        "-c",
                        "import socket; s = socket.create_connection(('127.0.0.1', " + port
                                + "), 5); print(s.makefile().read(), end='')"))
                .out();
    }

    private static Child listening(Ssh ssh, int port) {
        return ssh.with("-N", "-o", "ExitOnForwardFailure=yes", "-R", port + ":127.0.0.1:" + here.port(Listeners.HELLO))
                .start();
    }

    private static void isReached(Box box, int port, Child client) {
        Eventually.holds(() -> ask(box, port).equals("hello\n"), client::toString);
    }

    private static void mayNotListen(Ssh ssh, int port) {
        try (Child client = listening(ssh, port)) {
            Ran ran = client.await();
            assertThat(ran.code()).isNotZero();
            assertThat(ran.err()).contains("remote port forwarding failed");
        }
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("boxes")
    void aLineOpensWhatItNamesAndNothingElse(Box box) {
        assertThat(byLine(box).with("-W", "localhost:" + Listeners.HELLO).run().ok())
                .isEqualTo("hello\n");
        isProhibited(byLine(box), "localhost:" + Listeners.ECHO);
        isProhibited(byLine(box), "example.org:80");
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("boxes")
    void aRoleOpensWhatItNames(Box box) {
        assertThat(gateway.ssh(box)
                        .with("-W", "127.0.0.1:" + Listeners.HELLO)
                        .run()
                        .ok())
                .isEqualTo("hello\n");
        isProhibited(gateway.ssh(box), "127.0.0.2:" + Listeners.HELLO);
        isProhibited(gateway.ssh(box), "169.254.169.254:80");
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("boxes")
    void aPortThatALineOrARoleNamesLeadsBackToTheClientAndNoOtherDoes(Box box) {
        try (Child byLine = listening(byLine(box), LINES_PORT);
                Child byRole = listening(gateway.ssh(box), ROLES_PORT)) {
            isReached(box, LINES_PORT, byLine);
            isReached(box, ROLES_PORT, byRole);
        }
        Eventually.holds(
                () -> ask(box, LINES_PORT).isEmpty() && ask(box, ROLES_PORT).isEmpty(),
                () -> "they still listen in " + box.name());
        mayNotListen(byLine(box), ROLES_PORT);
        mayNotListen(gateway.ssh(box), LINES_PORT);
    }

    @Test
    void whereTheHelperIsKilledAPortListensAgainAndForwardsGoOn() {
        try (Child client = listening(gateway.ssh(busybox), ROLES_PORT)) {
            isReached(busybox, ROLES_PORT, client);
            List<String> helpers = Helpers.beside(busybox, "network");
            assertThat(helpers).hasSize(1);
            Docker.docker("kill", helpers.getFirst());
            assertThat(gateway.ssh(busybox)
                            .with("-W", "127.0.0.1:" + Listeners.HELLO)
                            .run()
                            .ok())
                    .isEqualTo("hello\n");
            isReached(busybox, ROLES_PORT, client);
            assertThat(client.alive()).isTrue();
        }
    }

    @Test
    void whereItListensNoMoreTheLogAndTheAuditSaySo() {
        Box other = STAGE.add(Box.busybox());
        Site site = gateway.site();
        Site.write(site.keys().resolve(other.name()), "permitlisten=\"*:*\" " + Site.read(Site.publicHalf(lineKey)));
        Eventually.holds(
                () -> !byLine(other).with("-W", "localhost:9").run().err().contains("Permission denied"), gateway::log);
        try (Child client = listening(byLine(other), LINES_PORT)) {
            isReached(other, LINES_PORT, client);
            // What ends again and again, as soon as it has begun, is given up.
            Eventually.holds(
                    () -> {
                        Helpers.running(other).forEach(helper -> Docker.tryDocker("kill", helper));
                        return Site.read(site.state().resolve("audit/audit.jsonl"))
                                .contains("It listens no more.");
                    },
                    gateway::log);
            assertThat(gateway.log()).contains("listening at localhost:" + LINES_PORT + " has failed");
        }
    }
}
