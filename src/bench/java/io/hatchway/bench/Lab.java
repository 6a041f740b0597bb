package io.hatchway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Where everything happens: one container, one user's key, both sides and the clients. Closing it removes all of it. */
final class Lab implements AutoCloseable {
    /** All clients come from one address here, as they do for the sshd beside it. */
    private static final String ONE_SOURCE = "ssh: { max_startups: 2000:100:2000, per_source_max_startups: 2000 }\n";

    private final Options options;
    private final Running running = new Running();
    private final Path home;
    private final Path folder;
    private final Path key;
    private final String container;
    private final Hatchway hatchway;
    private final Hatchway hatchwayWithoutCache;
    private final Bridge bridge;
    private final OpenSsh openSsh;
    private final Mina mina;
    private boolean closed;

    /**
     * Makes the key and the sides; nothing runs yet.
     *
     * @param home the project's folder
     */
    Lab(Options options, Path home) throws IOException, InterruptedException {
        this.options = options;
        this.home = home;
        folder = Files.createTempDirectory("hatchway-bench-");
        container = "hatchway-bench-" + ProcessHandle.current().pid();
        key = folder.resolve("user_key");
        Programs.keyPair(key);
        hatchway = new Hatchway(running, home, folder.resolve("hatchway"), container, key, ONE_SOURCE, Map.of());
        hatchwayWithoutCache = new Hatchway(
                running, home, folder.resolve("hatchway"), container, key, ONE_SOURCE, Map.of("HATCHWAY_AOT", "off"));
        bridge = new Bridge(running, folder.resolve("bridge"), container, key);
        openSsh = new OpenSsh(running);
        mina = new Mina();
    }

    /**
     * Starts the container.
     *
     * @throws IOException when there is no engine or no such image, in the engine's words
     */
    void startContainer() throws IOException, InterruptedException {
        start(container, options.image());
    }

    private static void start(String container, String image) throws IOException, InterruptedException {
        // A shell that waits for a child also reaps what sessions leave behind.
        Programs.run(
                "docker",
                "run",
                "--detach",
                "--pull=never",
                "--network=none",
                "--name=" + container,
                image,
                "sh",
                "-c",
                "while :; do sleep 3600; done");
    }

    /** Starts a container that has Perl, unless it runs; the gateway opens it when it starts next. Returns its name. */
    String startPerlContainer() throws IOException, InterruptedException {
        var name = perlContainer();
        if (!isThere(name)) {
            hatchway.open(name);
            start(name, options.perlImage());
        }
        return name;
    }

    private String perlContainer() {
        return container + "-perl";
    }

    /** Starts a container with a web server, which the gateway opens when it starts next. */
    WebServer startWebServer() throws IOException, InterruptedException {
        hatchway.open(webContainer());
        return WebServer.start(webContainer(), options.image());
    }

    private String webContainer() {
        return container + "-web";
    }

    Running running() {
        return running;
    }

    /** Runs a command in the container by the engine's own client. */
    void inContainer(String command) throws IOException, InterruptedException {
        inContainer(container, command);
    }

    /** The same in another of the lab's containers. */
    void inContainer(String name, String command) throws IOException, InterruptedException {
        Programs.run("docker", "exec", name, "sh", "-c", command);
    }

    /** A folder of the host's for a measure's own files; removed with the lab. */
    Path folder(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    Options options() {
        return options;
    }

    Hatchway hatchway() {
        return hatchway;
    }

    /** The same gateway, started without the ahead-of-time cache. */
    Hatchway hatchwayWithoutCache() {
        return hatchwayWithoutCache;
    }

    /**
     * The same gateway, started with a configuration of its own. Whoever starts it stops it.
     *
     * @param name of its folder
     */
    Hatchway hatchway(String name, String configuration) throws IOException {
        return new Hatchway(running, home, folder.resolve(name), container, key, ONE_SOURCE + configuration, Map.of());
    }

    /** The name of the container. */
    String container() {
        return container;
    }

    /** Starts a process that does not outlive the lab. */
    Process start(ProcessBuilder builder) throws IOException {
        return running.start(builder);
    }

    Bridge bridge() {
        return bridge;
    }

    /** In the order in which they take turns. */
    List<Side> sides() {
        return List.of(hatchway, bridge);
    }

    OpenSsh openSsh() {
        return openSsh;
    }

    Mina mina() {
        return mina;
    }

    /** Tells whoever waits what is going on. */
    void say(String what) {
        System.err.println("bench: " + what);
    }

    /** Starts both sides and logs in often enough for their code to be warm. */
    void startWarm() throws IOException, InterruptedException {
        for (var side : sides()) {
            side.start();
        }
        for (int i = 0; i < options.warmUps(); i++) {
            for (var side : sides()) {
                openSsh.login(side.endpoint());
            }
        }
    }

    void stopSides() {
        hatchway.stop();
        hatchwayWithoutCache.stop();
        bridge.stop();
    }

    /** May be called twice, and by a thread that was interrupted. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        boolean interrupted = Thread.interrupted();
        mina.close();
        stopSides();
        running.close();
        try {
            removeContainer(container);
            removeContainer(webContainer());
            removeContainer(perlContainer());
            removeFolder();
        } catch (IOException e) {
            say("left behind: " + e.getMessage());
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeContainer(String container) throws IOException, InterruptedException {
        if (isThere(container)) {
            Programs.run("docker", "rm", "--force", container);
        }
    }

    private static boolean isThere(String container) throws IOException, InterruptedException {
        return !Programs.run("docker", "ps", "--all", "--quiet", "--filter", "name=^" + container + "$")
                .isEmpty();
    }

    private void removeFolder() throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
