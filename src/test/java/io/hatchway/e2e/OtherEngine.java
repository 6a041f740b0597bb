package io.hatchway.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An engine of the test's own on a TCP port, in a network namespace of its own: an engine changes the bridges and the
 * packet filter of wherever it runs. Ended when closed. Needs root.
 */
final class OtherEngine implements AutoCloseable {
    private static final String URI = "tcp://127.0.0.1:2376";

    private final Path dir;
    private final String namespace = "hwe" + ProcessHandle.current().pid();
    private final Child daemon;
    private final List<String> client;

    /**
     * Starts one.
     *
     * @param daemonTls arguments of the daemon for TLS
     * @param clientTls those of its client
     */
    OtherEngine(Path dir, List<String> daemonTls, List<String> clientTls) {
        this.dir = dir;
        Child.run(List.of("ip", "netns", "add", namespace)).ok();
        Child.run(List.of("ip", "-n", namespace, "link", "set", "lo", "up")).ok();
        List<String> argv = new ArrayList<>(List.of(inside()));
        argv.addAll(List.of(
                "dockerd",
                "--data-root=" + dir.resolve("data"),
                "--exec-root=" + dir.resolve("exec"),
                "--pidfile=" + dir.resolve("pid"),
                "--host=" + URI,
                "--bridge=none",
                "--iptables=false",
                "--ip6tables=false",
                "--storage-driver=vfs"));
        argv.addAll(daemonTls);
        daemon = Child.start(argv);
        client = new ArrayList<>(List.of(inside()));
        client.addAll(List.of("docker", "--host", URI));
        client.addAll(clientTls);
        try {
            Eventually.within(
                    Duration.ofSeconds(60),
                    () -> daemon.alive() && Child.run(docker("info")).code() == 0,
                    () -> daemon + " does not answer");
        } catch (AssertionError unanswered) {
            close();
            throw unanswered;
        }
    }

    String uri() {
        return URI;
    }

    /** What runs a program where the engine can be reached. ip-netns(8)'s exec would hide the control groups, too. */
    String[] inside() {
        return new String[] {"nsenter", "--net=/run/netns/" + namespace};
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

    /** Removes its containers first: the daemon alone would leave them running. */
    @Override
    public void close() {
        try (daemon) {
            for (String id : Child.run(docker("ps", "-aq")).ok().lines().toList()) {
                Child.run(docker("rm", "-fv", id));
            }
            if (daemon.alive()) {
                daemon.signal("TERM");
                daemon.await(Duration.ofSeconds(30));
            }
        }
        Child.run(List.of("ip", "netns", "delete", namespace));
        Child.run(List.of("rm", "-rf", "--one-file-system", dir.toString()));
        if (Files.exists(dir)) {
            throw new AssertionError(dir + " could not be removed");
        }
    }
}
