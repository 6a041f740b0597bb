package io.hatchway.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code ssh -L} to a web server in a container: through the gateway to the container's own loopback, and through sshd to
 * the port the engine publishes for it, which is what people do today.
 */
final class Forward implements Measure {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final double NANOS_PER_MICRO = 1e3;
    private static final double MILLIS_PER_SECOND = 1e3;

    @Override
    public String name() {
        return "forward";
    }

    @Override
    public List<Line> run(Lab lab) throws IOException, InterruptedException {
        var web = lab.startWebServer();
        lab.startWarm();
        var tunnels = new ArrayList<Tunnel>();
        try {
            for (var side : lab.sides()) {
                tunnels.add(new Tunnel(lab, side, web));
            }
            var speed = Turns.take(lab, lab.options().transfers(), side -> {
                var millis = Clock.millis(() -> tunnel(tunnels, side).take("/large"));
                return web.largeMib() / millis * MILLIS_PER_SECOND;
            });
            for (int i = 0; i < lab.options().warmUps(); i++) {
                for (var side : lab.sides()) {
                    tunnel(tunnels, side).microsToFirstByte();
                }
            }
            var first = Turns.take(
                    lab,
                    10 * lab.options().rounds(),
                    side -> tunnel(tunnels, side).microsToFirstByte());
            return List.of(
                    Line.againstBridge(
                            "ssh -L, " + web.largeMib() + " MiB out",
                            Unit.MIB_PER_SECOND,
                            Sample.median(speed.hatchway()),
                            Sample.median(speed.bridge()),
                            new Goal.RatioAtLeast(0.8),
                            "through sshd to a port the engine publishes; one file over one connection"),
                    Line.againstBridge(
                            "ssh -L, time to first byte",
                            Unit.MICROSECONDS,
                            Sample.median(first.hatchway()),
                            Sample.median(first.bridge()),
                            new Goal.Reported(),
                            "a new connection through a tunnel that stands, until the first byte of a small file"));
        } finally {
            tunnels.forEach(Tunnel::close);
        }
    }

    private static Tunnel tunnel(List<Tunnel> tunnels, Side side) {
        return tunnels.stream()
                .filter(tunnel -> tunnel.side == side)
                .findFirst()
                .orElseThrow();
    }

    /** A client of one side that listens. */
    private static final class Tunnel implements AutoCloseable {
        private final Lab lab;
        private final Side side;
        private final int port;
        private final Process client;

        Tunnel(Lab lab, Side side, WebServer web) throws IOException, InterruptedException {
            this.lab = lab;
            this.side = side;
            port = freePort();
            var endpoint = side.endpoint();
            var to = switch (side) {
                case Hatchway _ -> "localhost:" + WebServer.PORT;
                case Bridge _ -> Endpoint.HOST + ":" + web.publishedPort();
            };
            var login = switch (side) {
                case Hatchway _ -> new Endpoint(web.container(), endpoint.port(), endpoint.key());
                case Bridge _ -> endpoint;
            };
            var argv = new ArrayList<>(login.ssh());
            argv.addAll(1, List.of("-N", "-L", Endpoint.HOST + ":" + port + ":" + to));
            client = lab.running().start(new ProcessBuilder(argv));
            var end = System.nanoTime() + LIMIT.toNanos();
            while (!listens()) {
                if (!client.isAlive() || System.nanoTime() > end) {
                    throw new IOException("ssh -L through the " + side.name() + " does not listen: "
                            + new String(client.getErrorStream().readNBytes(1000), StandardCharsets.UTF_8));
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }

        private static int freePort() throws IOException {
            try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            }
        }

        private boolean listens() {
            try (var socket = connect()) {
                return socket.isConnected();
            } catch (IOException notYet) {
                return false;
            }
        }

        private Socket connect() throws IOException {
            var socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            return socket;
        }

        private InputStream ask(Socket socket, String path) throws IOException {
            socket.getOutputStream().write(("GET " + path + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream();
        }

        /** Takes a whole file. */
        void take(String path) throws IOException {
            try (var socket = connect()) {
                var taken = ask(socket, path).transferTo(OutputStream.nullOutputStream());
                if (taken < WebServer.LARGE) {
                    throw new IOException("only " + taken + " bytes came through the " + side.name());
                }
            }
        }

        double microsToFirstByte() throws IOException {
            var start = System.nanoTime();
            try (var socket = connect()) {
                if (ask(socket, "/small").read() < 0) {
                    throw new IOException("nothing came through the " + side.name());
                }
                return (System.nanoTime() - start) / NANOS_PER_MICRO;
            }
        }

        @Override
        public void close() {
            lab.running().stop(client);
        }
    }
}
