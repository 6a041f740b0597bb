package io.hatchway.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A container of a test, which does nothing but wait; closing it removes it. */
final class Box implements AutoCloseable {
    /** Within this time nothing of an ended session may be left. */
    static final Duration GONE = Duration.ofSeconds(5);

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name;
    private final String id;

    private Box(String name, String id) {
        this.name = name;
        this.id = id;
    }

    /** bash, python3, vim, htop, less, tmux. */
    static Box debian(String... options) {
        return start("hatchway-test-debian", options);
    }

    /** busybox and its sh, no bash. */
    static Box busybox(String... options) {
        return start("hatchway-test-busybox", options);
    }

    /** A few static programs and no shell. */
    static Box withoutShell(String... options) {
        return start("hatchway-test-noshell", options);
    }

    static Box named(String name, String image, String... options) {
        return new Box(name, Docker.start(name, image, List.of(options), List.of("/bin/sleep", "99999")));
    }

    /** One of busybox, without a network, whose first program is this script of a shell's. */
    static Box writing(String script, String... options) {
        return writing(freshName(), script, List.of(options));
    }

    static Box writing(String name, String script, List<String> options) {
        List<String> all = new ArrayList<>(List.of("--network=none"));
        all.addAll(options);
        return new Box(name, Docker.start(name, "hatchway-test-busybox", all, List.of("sh", "-c", script)));
    }

    /** One that was started already. */
    static Box existing(String name) {
        return new Box(name, Docker.docker("inspect", "--format", "{{.Id}}", name));
    }

    /** A name no other test uses. */
    static String freshName() {
        return Docker.RUN + "-" + COUNT.incrementAndGet();
    }

    private static Box start(String image, String... options) {
        return named(freshName(), image, options);
    }

    String name() {
        return name;
    }

    /** Runs a command in the container past the gateway, through a shell. */
    String sh(String command) {
        return Docker.docker("exec", name, "sh", "-c", command);
    }

    /** The command lines of the container's processes, its first one left out. */
    List<String> programs() {
        return processes().stream().map(Running::commandLine).toList();
    }

    /**
     * The container's processes but the first, as the host sees them. Zombies are left out: they have ended, and to
     * reap them is the work of the container's first process, which here is a sleep.
     */
    List<Running> processes() {
        List<Running> found = new ArrayList<>();
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            for (Path process : all.filter(
                            p -> Character.isDigit(p.getFileName().toString().charAt(0)))
                    .toList()) {
                if (read(process.resolve("cgroup")).contains(id)) {
                    String commandLine =
                            read(process.resolve("cmdline")).replace('\0', ' ').strip();
                    boolean zombie = read(process.resolve("stat")).contains(") Z ");
                    if (!zombie && !commandLine.equals("/bin/sleep 99999")) {
                        found.add(
                                new Running(Long.parseLong(process.getFileName().toString()), commandLine));
                    }
                }
            }
        } catch (IOException e) {
            throw new AssertionError("cannot list /proc", e);
        }
        return found;
    }

    /** Waits until a program whose command line contains {@code part} runs, and returns it. */
    Running awaitProgram(String part) {
        Predicate<Running> wanted =
                p -> p.commandLine().contains(part) && !p.commandLine().contains("sh -c");
        AtomicReference<Optional<Running>> found = new AtomicReference<>(Optional.empty());
        Eventually.holds(
                () -> {
                    found.set(processes().stream().filter(wanted).findFirst());
                    return found.get().isPresent();
                },
                () -> part + " does not run in " + name + ", only " + programs());
        return found.get().orElseThrow();
    }

    /** Waits until nothing but the container's first process is left in it. */
    void awaitEmpty() {
        awaitEmpty(GONE);
    }

    void awaitEmpty(Duration limit) {
        Eventually.within(limit, () -> programs().isEmpty(), () -> "still running in " + name + ": " + programs());
    }

    /** Waits until no program whose command line contains {@code part} runs. */
    void awaitGone(String part) {
        Eventually.within(
                GONE,
                () -> programs().stream().noneMatch(line -> line.contains(part)),
                () -> "still running in " + name + ": " + programs());
    }

    @Override
    public void close() {
        Docker.tryDocker("unpause", name);
        Docker.tryDocker("rm", "-f", "-v", name);
    }

    /** A process in a container, by its id on the host. */
    record Running(long pid, String commandLine) {
        /** How many bytes it has written so far. */
        long written() {
            return figure("wchar");
        }

        private long figure(String key) {
            return Box.read(Path.of("/proc", Long.toString(pid), "io"))
                    .lines()
                    .filter(line -> line.startsWith(key + ":"))
                    .mapToLong(line ->
                            Long.parseLong(line.substring(key.length() + 1).strip()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(this + " has ended"));
        }
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // The process has ended since it was listed.
        }
    }
}
