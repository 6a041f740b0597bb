package io.hatchway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code ssh -L port:/path}: Unix sockets in containers of every kind, by a gateway that enters their files itself and by one
 * that may not, so that a relay or a helper container does it.
 */
@RealEngine
final class UnixSocketIT {
    /** Listens at a path and tells each who connects the user he is taken for. */
    private static final String SERVER = """
            import os, socket, struct, sys
            root, path, mode, owner = sys.argv[1], sys.argv[2], int(sys.argv[3], 8), int(sys.argv[4])
            os.chroot(root)
            os.chdir("/")
            s = socket.socket(socket.AF_UNIX)
            s.bind(path)
            os.chmod(path, mode)
            os.chown(path, owner, owner)
            s.listen()
            print("ready", flush=True)
            while True:
                c = s.accept()[0]
                pid, uid, gid = struct.unpack("3i", c.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
                try:
                    c.sendall(b"%d\\n" % uid)
                except OSError:
                    pass
                c.close()
            """;

    private static final String ANYBODYS = "/anybody.sock";
    private static final String ROOTS = "/root.sock";
    private static final String APPS = "/app.sock";
    private static final String ABSENT = "/absent";
    private static final String APP = "+1000";

    @AutoClose
    private static final Stage STAGE = new Stage();

    private static List<Box> boxes;
    private static List<Gateway> gateways;

    @BeforeAll
    static void start() {
        Docker.ensure("hatchway-test-debian");
        Box debian = STAGE.add(Box.debian());
        boxes = List.of(debian, STAGE.add(Box.busybox()), STAGE.add(Box.withoutShell()));
        for (Box box : boxes) {
            serve(box, ANYBODYS, "666", 0);
            serve(box, ROOTS, "600", 0);
            serve(box, APPS, "600", 1000);
        }
        gateways = List.of(
                STAGE.add(site().start()),
                STAGE.add(site().configure("engine: {helper_image: hatchway-test-debian}\n")
                        .under("setpriv", "--bounding-set=-sys_admin", "--inh-caps=-sys_admin")
                        .start()));
    }

    private static Site site() {
        Site site = STAGE.add(Site.create());
        boxes.forEach(box -> permit(site, box));
        return site;
    }

    private static void permit(Site site, Box box) {
        for (String user : List.of("", APP)) {
            Site.write(
                    site.keys().resolve(box.name() + user),
                    Stream.of(ANYBODYS, ROOTS, APPS, ABSENT)
                            .map("permitopen=\"%s\""::formatted)
                            .collect(Collectors.joining(",", "", " " + site.publicKey())));
        }
    }

    private static void serve(Box box, String path, String mode, int owner) {
        serve(
                "/proc/" + Docker.docker("inspect", "--format", "{{.State.Pid}}", box.name()) + "/root",
                path,
                mode,
                owner);
    }

    private static void serve(String root, String path, String mode, int owner) {
        Child server = STAGE.add(
                Child.start(List.of("/usr/bin/python3", "-c", SERVER, root, path, mode, Integer.toString(owner))));
        server.awaitOut("ready");
    }

    static Stream<Arguments> everywhere() {
        return gateways.stream().flatMap(gateway -> boxes.stream().map(box -> Arguments.of(gateway, box)));
    }

    private static String ask(Gateway gateway, String login, String path) {
        try (Tunnel tunnel = new Tunnel(gateway.ssh(login), "-L", ":" + path);
                Socket socket = tunnel.connect()) {
            return new String(socket.getInputStream().readAllBytes(), UTF_8).strip();
        } catch (IOException brokenOff) {
            return "";
        }
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("everywhere")
    void whoListensIsToldOfTheSessionsUser(Gateway gateway, Box box) throws IOException {
        assertThat(ask(gateway, box.name(), ANYBODYS)).isEqualTo("0");
        assertThat(ask(gateway, box.name() + APP, ANYBODYS)).isEqualTo("1000");
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("everywhere")
    void aSocketIsOpenToWhomItsPermissionsLet(Gateway gateway, Box box) throws IOException {
        assertThat(ask(gateway, box.name(), APPS)).isEqualTo("0");
        assertThat(ask(gateway, box.name() + APP, APPS)).isEqualTo("1000");
        assertThat(ask(gateway, box.name(), ROOTS)).isEqualTo("0");
        assertThat(ask(gateway, box.name() + APP, ROOTS)).isEmpty();
        assertThat(gateway.log())
                .contains("Nothing answers at " + ROOTS + " in the container " + box.name() + ": Permission denied.");
        assertThat(ask(gateway, box.name(), ABSENT)).isEmpty();
        assertThat(gateway.log())
                .contains("Nothing answers at " + ABSENT + " in the container " + box.name() + ": No such file");
    }

    @Test
    void manyConnectionsOfOneTunnelAreAllAnswered() throws Exception {
        for (Gateway gateway : gateways) {
            try (Tunnel tunnel = new Tunnel(gateway.ssh(boxes.getLast()), "-L", ":" + ANYBODYS)) {
                List<Socket> sockets = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    sockets.add(tunnel.connect());
                }
                for (Socket socket : sockets) {
                    try (socket) {
                        assertThat(socket.getInputStream().readAllBytes())
                                .asString()
                                .isEqualTo("0\n");
                    }
                }
            }
        }
    }

    /** The gateway's own thread may go through its own links there, wherever they are mounted. */
    @Test
    void theHostsProcInAContainerLeadsNobodyOutOfIt() throws IOException {
        Box looksOut = STAGE.add(Box.busybox("-v", "/proc:/host/proc:ro"));
        Site outside = STAGE.add(Site.create());
        serve("/", outside.dir() + "/host.sock", "666", 0);
        int at = 0;
        for (String link :
                List.of("/host/proc/self/root", "/host/proc/thread-self/root", "/host/proc/self/cwd/../../../../..")) {
            looksOut.sh("ln -s " + link + outside.dir() + "/host.sock /out" + at + ".sock");
            at++;
        }
        serve(looksOut, "/in.sock", "666", 0);
        looksOut.sh("ln -s /in.sock /link.sock");
        for (Gateway gateway : gateways) {
            for (String user : List.of("", APP)) {
                Site.write(
                        gateway.site().keys().resolve(looksOut.name() + user),
                        Stream.of("/link.sock", "/out0.sock", "/out1.sock", "/out2.sock")
                                .map("permitopen=\"%s\""::formatted)
                                .collect(Collectors.joining(
                                        ",", "", " " + gateway.site().publicKey())));
                String login = looksOut.name() + user;
                Eventually.holds(
                        () -> !gateway.ssh(login)
                                .with("-W", "localhost:9")
                                .run()
                                .err()
                                .contains("Permission denied"),
                        gateway::log);
                assertThat(ask(gateway, login, "/link.sock")).isEqualTo(user.isEmpty() ? "0" : "1000");
                for (int i = 0; i < at; i++) {
                    assertThat(ask(gateway, login, "/out" + i + ".sock")).isEmpty();
                }
            }
        }
    }

    @Test
    void theGroupsThatAContainersMakerAddsCount() throws IOException {
        Box added = STAGE.add(Box.busybox("--group-add", "4242"));
        serve(added, ROOTS, "660", 4242);
        for (Gateway gateway : gateways) {
            permit(gateway.site(), added);
            Eventually.holds(() -> ask(gateway, added.name() + APP, ROOTS).equals("1000"), gateway::log);
        }
    }

    @Test
    void aGatewayThatMayEnterStartsNothingAndAnotherAHelper() throws IOException {
        Box fresh = STAGE.add(Box.debian());
        Box bare = STAGE.add(Box.withoutShell());
        serve(fresh, ANYBODYS, "666", 0);
        serve(bare, ANYBODYS, "666", 0);
        permit(gateways.getFirst().site(), fresh);
        permit(gateways.getLast().site(), bare);
        Eventually.holds(() -> ask(gateways.getFirst(), fresh.name(), ANYBODYS).equals("0"), () -> "not reached");
        assertThat(fresh.programs()).isEmpty();
        Eventually.holds(() -> ask(gateways.getLast(), bare.name(), ANYBODYS).equals("0"), () -> "not reached");
        String helper = Docker.docker("ps", "-q", "--filter", "label=hatchway.helper=files");
        assertThat(helper.lines().map(id -> Docker.docker("inspect", "--format", "{{.HostConfig.PidMode}}", id)))
                .contains("container:" + Docker.docker("inspect", "--format", "{{.Id}}", bare.name()));
    }
}
