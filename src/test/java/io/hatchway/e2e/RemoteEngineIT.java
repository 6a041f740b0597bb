package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The data plane over TCP with TLS and client certificates, to a real engine. */
@RealEngine
final class RemoteEngineIT {
    private static final int SIZE = 8 * 1024 * 1024;

    private static final List<AutoCloseable> opened = new ArrayList<>();

    private static Path pki;
    private static OtherEngine engine;
    private static Site site;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws IOException {
        pki = Files.createTempDirectory("hatchway-it-pki-");
        certificates();
        engine = new OtherEngine(
                Files.createTempDirectory("hatchway-it-engine-"),
                List.of(
                        "--tlsverify",
                        "--tlscacert=" + pki.resolve("ca.pem"),
                        "--tlscert=" + pki.resolve("server.pem"),
                        "--tlskey=" + pki.resolve("server.key")),
                List.of(
                        "--tlsverify",
                        "--tlscacert=" + pki.resolve("ca.pem"),
                        "--tlscert=" + pki.resolve("client.pem"),
                        "--tlskey=" + pki.resolve("client.key")));
        opened.add(engine);
        engine.run("far", "hatchway-test-busybox");
        site = Site.create().configure(configuration("client")).open("far");
        opened.add(site);
        gateway = site.under(engine.inside()).start();
        opened.add(gateway);
    }

    private static String configuration(String certificate) {
        return """
                engine:
                  name: far
                  uri: %s
                  tls:
                    ca: %s
                    cert: %s
                    key: %s
                """.formatted(
                        engine.uri(),
                        pki.resolve("ca.pem"),
                        pki.resolve(certificate + ".pem"),
                        pki.resolve(certificate + ".key"));
    }

    private static Ssh far(Gateway gateway) {
        return gateway.ssh("far").under(engine.inside());
    }

    private static void certificates() {
        shell("""
                openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
                    -subj /CN=ca -keyout ca.key -out ca.pem
                openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
                    -subj /CN=stranger -keyout stranger.key -out stranger.pem
                for one in server client; do
                    openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
                        -subj "/CN=$one" -keyout "$one.key" -out "$one.csr"
                    printf 'subjectAltName=IP:127.0.0.1\\nextendedKeyUsage=%sAuth\\n' "$one" > "$one.ext"
                    openssl x509 -req -in "$one.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 \
                        -extfile "$one.ext" -out "$one.pem"
                done
                """);
    }

    private static void shell(String script) {
        Child.run(List.of("sh", "-ec", "cd '" + pki + "'\n" + script)).ok();
    }

    @AfterAll
    static void stop() throws Exception {
        try {
            for (AutoCloseable each : opened.reversed()) {
                each.close();
            }
        } finally {
            Child.run(List.of("rm", "-rf", pki.toString()));
        }
    }

    @Test
    void aCommandRunsThereWithItsStreamsApart() {
        Ran ran = far(gateway).run("echo out; echo err >&2; exit 7");
        assertThat(ran.out()).isEqualTo("out\n");
        assertThat(ran.err()).isEqualTo("err\n");
        assertThat(ran.code()).isEqualTo(7);
    }

    @Test
    void bytesComeBackAsTheyWentAndTheEndOfInputIsHeard() {
        byte[] bytes = new byte[SIZE];
        new Random(1).nextBytes(bytes);
        Ran ran = far(gateway).feed(bytes, "cat; echo -n end >&2");
        assertThat(ran.bytes()).isEqualTo(bytes);
        assertThat(ran.err()).isEqualTo("end");
    }

    @Test
    void aTerminalHasItsSize() {
        try (Terminal terminal = new Terminal(91, 23, far(gateway).with("-tt").argv())) {
            terminal.awaitScreen("#");
            terminal.enter("stty size; exit 3");
            terminal.awaitLine("23 91");
            assertThat(terminal.awaitEnd()).isEqualTo(3);
        }
    }

    @Test
    void aKilledClientLeavesNothingThere() {
        try (Child client = far(gateway).start("trap '' HUP TERM; sleep 777 & sleep 778")) {
            Eventually.holds(() -> engine.programs("far").toString().contains("sleep 778"), () -> "it does not run");
            client.signal("KILL");
        }
        Eventually.within(Box.GONE, () -> engine.programs("far").isEmpty(), () -> "left: " + engine.programs("far"));
    }

    @Test
    void anEngineThatRefusesOurCertificateIsSaidToBeAway() {
        try (Site other = Site.create().configure(configuration("stranger")).open("far");
                Gateway refused = other.under(engine.inside()).start()) {
            Ran ran = far(refused).run("id");
            assertThat(ran.code()).isEqualTo(255);
            assertThat(ran.err()).startsWith("hatchway: ").contains("engine 'far'");
        }
    }
}
