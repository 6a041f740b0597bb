package io.hatchway.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An engine of the test's own on a TCP port, with one container in it; ended when closed. Needs root. */
final class OtherEngine implements AutoCloseable {
    private final Path dir;
    private final Child daemon;
    private final List<String> client;
    private final String uri;

    /**
     * Starts one.
     *
     * @param tls more arguments of the daemon and of its client, for TLS; none for plain TCP
     */
    OtherEngine(Path dir, List<String> tls, List<String> clientTls) {
        this.dir = dir;
        int port = freePort();
        uri = "tcp://127.0.0.1:" + port;
        List<String> argv = new ArrayList<>(List.of(
                "dockerd",
                "--data-root=" + dir.resolve("data"),
                "--exec-root=" + dir.resolve("exec"),
                "--pidfile=" + dir.resolve("pid"),
                "--host=" + uri,
                "--bridge=none",
                "--iptables=false",
                "--ip6tables=false",
                "--storage-driver=vfs"));
        argv.addAll(tls);
        daemon = Child.start(argv);
        client = new ArrayList<>(List.of("docker", "--host", uri));
        client.addAll(clientTls);
        Eventually.within(
                Duration.ofSeconds(60),
                () -> daemon.alive() && Child.run(docker("info")).code() == 0,
                () -> daemon + " does not answer");
    }

    String uri() {
        return uri;
    }

    /** Starts a container that waits, from an image of the first engine. */
    void run(String name, String image) {
        Path archive = dir.resolve("image.tar");
        Docker.docker("save", "--output", archive.toString(), image);
        Child.run(docker("load", "--input", archive.toString())).ok();
        Child.run(docker("run", "-d", "--network=none", "--name", name, image, "/bin/sleep", "99999"))
                .ok();
    }

    /** What runs in the container beside its first process. */
    List<String> programs(String name) {
        return Child.run(docker("top", name, "-o", "pid,args"))
                .ok()
                .lines()
                .skip(1)
                .filter(line -> !line.contains("sleep 99999"))
                .toList();
    }

    private List<String> docker(String... args) {
        List<String> argv = new ArrayList<>(client);
        argv.addAll(Arrays.asList(args));
        return argv;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes its containers first: the daemon alone would leave them running. */
    @Override
    public void close() {
        try (daemon) {
            for (String id : Child.run(docker("ps", "-aq")).ok().lines().toList()) {
                Child.run(docker("rm", "-fv", id));
            }
            daemon.signal("TERM");
            daemon.await(Duration.ofSeconds(30));
        }
        Child.run(List.of("rm", "-rf", "--one-file-system", dir.toString()));
        if (Files.exists(dir)) {
            throw new AssertionError(dir + " could not be removed");
        }
    }
}
