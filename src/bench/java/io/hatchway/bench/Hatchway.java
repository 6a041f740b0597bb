package io.hatchway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The gateway, started as a person starts it: {@code bin/hatchway serve}. */
final class Hatchway implements Side {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final String CONSOLE = "admin";
    private static final Pattern LISTENING = Pattern.compile("hatchway: listening on .*:(\\d+)");

    private final Running running;
    private final Path launcher;
    private final Path folder;
    private final String container;
    private final Path key;
    private final Path config;
    private final Map<String, String> environment;

    private volatile @Nullable Process process;
    private int port;

    /**
     * Makes the keys folder that lets {@code key} open {@code container}, and the console.
     *
     * @param folder for its keys, state and log; made when missing
     * @param configuration what its {@code hatchway.yaml} says
     * @param environment added to the launcher's
     */
    Hatchway(
            Running running,
            Path home,
            Path folder,
            String container,
            Path key,
            String configuration,
            Map<String, String> environment)
            throws IOException {
        this.running = running;
        this.launcher = home.resolve("bin/hatchway");
        this.folder = folder;
        this.container = container;
        this.key = key;
        config = Files.writeString(Files.createDirectories(folder).resolve("hatchway.yaml"), configuration);
        this.environment = environment;
        open(container);
        open(CONSOLE);
    }

    /** Lets the key open another container, too. */
    void open(String other) throws IOException {
        var keys = Files.createDirectories(folder.resolve("keys"));
        Files.copy(
                key.resolveSibling(key.getFileName() + ".pub"),
                keys.resolve(other),
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public String name() {
        return "hatchway";
    }

    @Override
    public void start() throws IOException, InterruptedException {
        var log = folder.resolve("log");
        var builder = new ProcessBuilder(
                        launcher.toString(),
                        "serve",
                        "--config",
                        config.toString(),
                        "--listen",
                        Endpoint.HOST + ":0",
                        "--keys",
                        folder.resolve("keys").toString(),
                        "--state",
                        folder.resolve("state").toString())
                .redirectError(log.toFile());
        builder.environment().putAll(environment);
        var started = running.start(builder);
        process = started;
        var line = firstLine(started);
        var listening = LISTENING.matcher(line);
        if (!listening.matches()) {
            stop();
            throw new IOException(
                    "bin/hatchway serve did not say that it listens, but: '%s'%n%s".formatted(line, Logs.end(log)));
        }
        port = Integer.parseInt(listening.group(1));
    }

    /** Empty when the program ended, or said nothing in time. */
    private static String firstLine(Process process) throws InterruptedException {
        var line = CompletableFuture.supplyAsync(
                () -> process.inputReader().lines().findFirst().orElse(""), Thread::startVirtualThread);
        try {
            return line.get(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return "";
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
        return new Endpoint(container, port, key);
    }

    /** Another container, which was let in by {@link #open}. */
    Endpoint endpoint(String other) {
        return new Endpoint(other, port, key);
    }

    /** Its console. */
    Endpoint console() {
        return new Endpoint(CONSOLE, port, key);
    }

    /** The launcher gives its process to the Java program, so there is one. */
    long pid() {
        if (process == null) {
            throw new IllegalStateException("not started");
        }
        return process.pid();
    }

    @Override
    public List<Long> pids() {
        return List.of(pid());
    }

    @Override
    public double cpuSeconds() throws IOException {
        return Proc.cpuSeconds(pid());
    }
}
