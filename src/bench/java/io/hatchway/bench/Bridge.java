package io.hatchway.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What people use today: OpenSSH's sshd whose only key carries a forced {@code docker exec}. Needs root. */
final class Bridge implements Side {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(5);

    private final Running running;
    private final Path sshd;
    private final Path folder;
    private final Path key;
    private final Path hostKey;

    private volatile @Nullable Process process;
    private int port;

    /**
     * Writes the forced command, the key's line and the server's own key.
     *
     * @param folder made when missing; sshd must be able to read it
     */
    Bridge(Running running, Path folder, String container, Path key) throws IOException, InterruptedException {
        this.running = running;
        this.sshd = Programs.find("sshd");
        this.folder = Files.createDirectories(folder);
        this.key = key;
        // Where Debian's sshd locks its unprivileged half in; its service would have made it.
        Files.createDirectories(Path.of("/run/sshd"));
        Programs.keyPair(folder.resolve("host_key"));
        var engine = System.getenv().getOrDefault("DOCKER_HOST", "");
        var forced = folder.resolve("forced");
        // sshd gives a session an environment of its own, so the engine's address is written down here.
        Files.writeString(forced, """
                #!/bin/sh
                export DOCKER_HOST='%1$s'
                if [ -t 0 ]; then terminal=-it; else terminal=-i; fi
                if [ -n "${SSH_ORIGINAL_COMMAND+set}" ]; then
                    exec %2$s exec $terminal %3$s sh -c "$SSH_ORIGINAL_COMMAND"
                fi
                exec %2$s exec $terminal %3$s sh
                """.formatted(engine, Programs.find("docker"), container));
        Files.setPosixFilePermissions(forced, PosixFilePermissions.fromString("rwx------"));
        var publicKey = Files.readString(key.resolveSibling(key.getFileName() + ".pub"));
        hostKey = folder.resolve("host_user_key");
        Programs.keyPair(hostKey);
        Files.writeString(
                folder.resolve("authorized_keys"),
                "command=\"%s\" %s%s"
                        .formatted(forced, publicKey, Files.readString(folder.resolve("host_user_key.pub"))));
    }

    @Override
    public String name() {
        return "bridge";
    }

    @Override
    public void start() throws IOException, InterruptedException {
        port = freePort();
        var config = folder.resolve("sshd_config");
        Files.writeString(config, """
                ListenAddress %1$s:%2$d
                HostKey %3$s/host_key
                AuthorizedKeysFile %3$s/authorized_keys
                PidFile none
                PermitRootLogin yes
                PasswordAuthentication no
                StrictModes no
                UsePAM no
                MaxStartups 2000
                Subsystem sftp /usr/lib/openssh/sftp-server
                """.formatted(Endpoint.HOST, port, folder));
        var log = folder.resolve("log");
        var started = running.start(new ProcessBuilder(sshd.toString(), "-D", "-e", "-f", config.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(log.toFile()));
        process = started;
        var end = System.nanoTime() + LIMIT.toNanos();
        while (!Files.readString(log).contains("Server listening on")) {
            if (!started.isAlive() || System.nanoTime() > end) {
                stop();
                throw new IOException("sshd did not start:\n" + Logs.end(log));
            }
            TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void stop() {
        var stopped = process;
        process = null;
        if (stopped != null) {
            running.stop(stopped);
        }
    }

    @Override
    public Endpoint endpoint() {
        return new Endpoint("root", port, key);
    }

    /** The same sshd with a key that is not forced into the container: for what OpenSSH does with the host's own files. */
    Endpoint host() {
        return new Endpoint("root", port, hostKey);
    }

    private Process server() {
        if (process == null) {
            throw new IllegalStateException("not started");
        }
        return process;
    }

    /** The listening sshd, and an sshd and a docker client for each session. */
    @Override
    public List<Long> pids() {
        return Stream.concat(Stream.of(server().toHandle()), server().descendants())
                .map(ProcessHandle::pid)
                .toList();
    }

    /** A session's sshd waits for its docker client, and the listening one for the sessions: so none is left out. */
    @Override
    public double cpuSeconds() throws IOException, InterruptedException {
        var end = System.nanoTime() + LIMIT.toNanos();
        while (server().descendants().findAny().isPresent()) {
            if (System.nanoTime() > end) {
                throw new IOException(
                        "the bridge still has sessions " + LIMIT.toSeconds() + " s after their clients ended");
            }
            TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
        }
        return Proc.cpuSeconds(server().pid());
    }
}
