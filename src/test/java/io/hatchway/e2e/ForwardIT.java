package io.hatchway.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code ssh -L}, {@code -D} and {@code -W} into the network of containers of three kinds of image, with a gateway that
 * enters their networks itself, and with one that may not and takes a relay.
 */
@RealEngine
final class ForwardIT {
    private static final int MIB = 1 << 20;

    @AutoClose
    private static final Stage STAGE = new Stage();

    private static final List<Place> PLACES = new ArrayList<>();

    /** A container seen from a gateway. */
    record Place(String name, Gateway gateway, Box box, Listeners listeners) {
        Ssh ssh() {
            return gateway.ssh(box);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void start() {
        String v6 = "--sysctl=net.ipv6.conf.all.disable_ipv6=0";
        Box debian = STAGE.add(Box.debian(v6));
        Box busybox = STAGE.add(Box.busybox(v6));
        Box bare = STAGE.add(Box.withoutShell(v6));
        Docker.ensure("hatchway-test-debian");
        Site own = STAGE.add(Site.create()).open(debian, busybox, bare);
        Site other = STAGE.add(Site.create())
                .open(debian, busybox, bare)
                .configure("engine: {helper_image: hatchway-test-debian}\n")
                // Root, but not over the containers' namespaces.
                .under("setpriv", "--bounding-set=-sys_admin", "--inh-caps=-sys_admin");
        Gateway within = STAGE.add(own.start());
        Gateway without = STAGE.add(other.start());
        for (Box box : List.of(debian, busybox, bare)) {
            String image = box == debian ? "debian" : box == busybox ? "busybox" : "no shell";
            Listeners listeners = STAGE.add(Listeners.in(box, "127.0.0.1", "::1"));
            PLACES.add(new Place(image + ", entered", within, box, listeners));
            PLACES.add(new Place(image + ", by a relay", without, box, listeners));
        }
    }

    static Stream<Place> waysIntoTheBarestImage() {
        return PLACES.stream().filter(place -> place.name().startsWith("no shell"));
    }

    static Stream<Place> places() {
        return PLACES.stream();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static String digest(byte[] bytes) throws Exception {
        return bytes.length + " "
                + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @ParameterizedTest
    @MethodSource("places")
    void whatListensOnTheContainersLoopbackIsReached(Place place) {
        assertThat(place.ssh().with("-W", "localhost:" + Listeners.HELLO).run().ok())
                .isEqualTo("hello\n");
        assertThat(place.ssh().with("-W", "127.0.0.1:" + Listeners.HELLO).run().ok())
                .isEqualTo("hello\n");
    }

    @ParameterizedTest
    @MethodSource("places")
    void soItIsOverIpv6(Place place) {
        assertThat(place.ssh().with("-W", "[::1]:" + Listeners.HELLO).run().ok())
                .isEqualTo("hello\n");
    }

    @ParameterizedTest
    @MethodSource("places")
    void theEndOfWhatTheClientSendsArrivesAndTheAnswerStillComes(Place place) throws Exception {
        byte[] sent = random(3 * MIB + 17);
        try (Tunnel tunnel = Tunnel.to(place.ssh(), Listeners.DIGEST);
                Socket socket = tunnel.connect()) {
            socket.getOutputStream().write(sent);
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
                    .isEqualTo(digest(sent));
        }
    }

    @ParameterizedTest
    @MethodSource("places")
    void whoEndsFirstIsStillTold(Place place) throws Exception {
        try (Tunnel tunnel = Tunnel.to(place.ssh(), Listeners.FIRST);
                Socket socket = tunnel.connect()) {
            assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("this is all");
            int length = MIB + place.name().length();
            socket.getOutputStream().write(new byte[length]);
            socket.shutdownOutput();
            place.listeners().awaitSaid("heard " + length);
        }
    }

    @ParameterizedTest
    @MethodSource("places")
    void sixtyFourMebibytesBothWaysAtOnceComeBackAsTheyWere(Place place) throws Exception {
        byte[] sent = random(64 * MIB);
        try (Tunnel tunnel = Tunnel.to(place.ssh(), Listeners.ECHO);
                Socket socket = tunnel.connect()) {
            Thread writer = Thread.startVirtualThread(() -> {
                try {
                    socket.getOutputStream().write(sent);
                    socket.shutdownOutput();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            byte[] back = socket.getInputStream().readAllBytes();
            writer.join();
            assertThat(Arrays.equals(back, sent))
                    .as("as it was, all %d bytes", back.length)
                    .isTrue();
        }
    }

    /** One image is enough: what differs is the way in. */
    @ParameterizedTest
    @MethodSource("waysIntoTheBarestImage")
    void aThousandConnectionsOneAfterAnother(Place place) throws Exception {
        try (Tunnel tunnel = Tunnel.to(place.ssh(), Listeners.HELLO)) {
            for (int i = 0; i < 1000; i++) {
                try (Socket socket = tunnel.connect()) {
                    assertThat(socket.getInputStream().readAllBytes())
                            .asString()
                            .isEqualTo("hello\n");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("places")
    void twoHundredConnectionsAtOnce(Place place) throws Exception {
        try (Tunnel tunnel = Tunnel.to(place.ssh(), Listeners.ECHO);
                ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Socket> sockets = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                sockets.add(tunnel.connect());
            }
            List<Callable<byte[]>> talks = new ArrayList<>();
            for (Socket socket : sockets) {
                talks.add(() -> {
                    try (socket) {
                        socket.getOutputStream().write(random(10_000));
                        socket.shutdownOutput();
                        return socket.getInputStream().readAllBytes();
                    }
                });
            }
            for (Future<byte[]> talk : all.invokeAll(talks)) {
                assertThat(talk.get()).isEqualTo(random(10_000));
            }
        }
    }

    /** A program that reads nothing, and a client that reads nothing, hold up their own connection alone. */
    @ParameterizedTest
    @MethodSource("places")
    void whoReadsNothingHoldsUpNobodyElse(Place place) throws Exception {
        try (Ssh.Master master = place.ssh().master();
                Socket toDeaf = forward(master, Listeners.DEAF);
                Socket fromZeros = forward(master, Listeners.ZEROS)) {
            fromZeros.getOutputStream().write("1000000000\n".getBytes(US_ASCII));
            Thread.ofVirtual().start(() -> fill(toDeaf));
            long before = Eventually.settled(place.gateway()::resident);
            try (Socket socket = forward(master, Listeners.HELLO)) {
                assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("hello\n");
            }
            assertThat(place.gateway().resident() - before).isLessThan(64L * MIB);
        }
    }

    private static void fill(Socket socket) {
        try {
            byte[] much = new byte[MIB];
            for (int i = 0; i < 200; i++) {
                socket.getOutputStream().write(much);
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private static Socket forward(Ssh.Master master, int to) throws IOException {
        int port = Tunnel.freePort();
        master.client()
                .with("-O", "forward", "-L", "127.0.0.1:" + port + ":localhost:" + to)
                .run()
                .ok();
        return Tunnel.connect(port);
    }

    @ParameterizedTest
    @MethodSource("places")
    void aSocksProxyLeadsIntoTheContainer(Place place) {
        try (Tunnel proxy = new Tunnel(place.ssh(), "-D", "")) {
            String where = "socks5h://127.0.0.1:" + proxy.port();
            Ran ran = Child.run(List.of(
                    "curl", "-s", "--http0.9", "--max-time", "20", "-x", where, "http://localhost:" + Listeners.HELLO));
            assertThat(ran.ok()).isEqualTo("hello\n");
        }
    }

    @ParameterizedTest
    @MethodSource("places")
    void whereNothingListensTheClientIsTold(Place place) {
        Ran ran = place.ssh().with("-v", "-W", "localhost:9").run();
        assertThat(ran.code()).isNotZero();
        assertThat(ran.err()).contains("Nothing answers at localhost:9").contains("refused");
    }

    @ParameterizedTest
    @MethodSource("places")
    void aSessionAndForwardsShareAConnection(Place place) throws Exception {
        int port = Tunnel.freePort();
        try (Child client = place.ssh()
                .with("-L", "127.0.0.1:" + port + ":localhost:" + Listeners.HELLO)
                .start("/bin/cat")) {
            client.type("here\n");
            client.awaitOut("here");
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                    InputStream said = socket.getInputStream()) {
                assertThat(said.readAllBytes()).asString().isEqualTo("hello\n");
            }
            client.endInput();
            client.await(Duration.ofSeconds(10)).ok();
        }
    }

    @ParameterizedTest
    @MethodSource("places")
    void puttyForwardsToo(Place place) throws Exception {
        Path known = place.gateway().site().dir().resolve("putty.ppk");
        if (!Files.exists(known)) {
            Child.run(List.of("puttygen", place.gateway().site().userKey().toString(), "-o", known.toString()))
                    .ok();
        }
        int port = Tunnel.freePort();
        List<String> argv = new ArrayList<>(List.of("plink", "-batch", "-N", "-i", known.toString(), "-P"));
        argv.addAll(List.of(
                Integer.toString(place.gateway().port()), "-l", place.box().name()));
        argv.addAll(List.of("-hostkey", hostKey(place.gateway())));
        argv.addAll(List.of("-L", "127.0.0.1:" + port + ":localhost:" + Listeners.ECHO, "127.0.0.1"));
        try (Child plink = Child.start(argv)) {
            Eventually.holds(
                    () -> {
                        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                            socket.setSoTimeout(10_000);
                            socket.getOutputStream().write("by plink".getBytes(US_ASCII));
                            socket.shutdownOutput();
                            return Arrays.equals(socket.getInputStream().readAllBytes(), "by plink".getBytes(US_ASCII));
                        } catch (IOException notYet) {
                            return false;
                        }
                    },
                    plink::toString);
        }
    }

    private static String hostKey(Gateway gateway) {
        return gateway.log()
                .lines()
                .filter(line -> line.contains("host key SHA256:"))
                .map(line -> line.replaceFirst(".*host key (SHA256:\\S+).*", "$1"))
                .findFirst()
                .orElseThrow();
    }
}
