package io.hatchway.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** An OpenSSH client that listens on this machine's loopback for connections to pass on. */
final class Tunnel implements AutoCloseable {
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private final int port = freePort();
    private final Child client;

    /**
     * @param option {@code -L} or {@code -D}
     * @param to where to, as it stands behind the port: {@code :localhost:80}
     */
    Tunnel(Ssh ssh, String option, String to) {
        client = ssh.with("-N", "-o", "ExitOnForwardFailure=yes", option, "127.0.0.1:" + port + to)
                .start();
        Eventually.holds(() -> !client.alive() || listens(), () -> client + " does not listen");
    }

    static Tunnel to(Ssh ssh, int port) {
        return new Tunnel(ssh, "-L", ":localhost:" + port);
    }

    private boolean listens() {
        try (Socket probe = new Socket()) {
            probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    int port() {
        return port;
    }

    Child client() {
        return client;
    }

    Socket connect() throws IOException {
        return connect(port);
    }

    static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(30_000);
        return socket;
    }

    /** A port that was free a moment ago, and that nobody else here was given. */
    static int freePort() {
        while (true) {
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (GIVEN.add(free.getLocalPort())) {
                    return free.getLocalPort();
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
