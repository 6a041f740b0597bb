package io.hatchway.e2e;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** The docker command line, and this run's label on everything made with it. */
final class Docker {
    /** Unique to this run of the tests; every container's name starts with it. */
    static final String RUN = "hatchway-it-"
            + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());

    private static final Set<String> MADE = ConcurrentHashMap.newKeySet();
    private static final String LABEL = "hatchway-it=" + RUN;

    static {
        // Containers are closed by the tests that made them; this is for a run that was interrupted.
        Runtime.getRuntime().addShutdownHook(new Thread(Docker::sweep));
    }

    private Docker() {}

    /** Why no engine can be used here, or nothing. */
    static Optional<String> missing() {
        try {
            Ran version = Child.run(List.of("docker", "version", "--format", "{{.Server.Version}}"));
            return version.code() == 0
                    ? Optional.empty()
                    : Optional.of(version.err().strip());
        } catch (UncheckedIOException e) {
            return Optional.of("there is no docker command");
        }
    }

    /** Runs {@code docker ARGS} and returns what it printed; fails the test when it fails. */
    static String docker(String... args) {
        return Child.run(argv(args)).ok().strip();
    }

    /** Runs {@code docker ARGS}, whatever comes of it. */
    static Ran tryDocker(String... args) {
        return Child.run(argv(args));
    }

    /** Starts a container with this run's label and returns its id. */
    static String start(String name, String image, List<String> options, List<String> command) {
        ensure(image);
        List<String> argv = new ArrayList<>(List.of("run", "-d", "--label", LABEL, "--name", name));
        argv.addAll(options);
        argv.add(image);
        argv.addAll(command);
        return docker(argv.toArray(String[]::new));
    }

    /** The engine's own socket: where the docker command line finds it. */
    static Path socket() {
        String host = Optional.ofNullable(System.getenv("DOCKER_HOST")).orElse("unix:///var/run/docker.sock");
        if (!host.startsWith("unix://")) {
            throw new AssertionError("these tests need the engine on a Unix socket, not on " + host);
        }
        return Path.of(host.substring("unix://".length()));
    }

    /** Makes a test image when it is not there, or is not what its recipe says. */
    static void ensure(String image) {
        if (!MADE.add(image)) {
            return;
        }
        Path script = Site.HOME.resolve("bin/lib/images.sh");
        try (Child make = Child.start(List.of("bash", script.toString(), image))) {
            make.endInput();
            make.await(Duration.ofMinutes(5)).ok();
        }
    }

    /** Makes an image of its own with what a test image has, so that tests may name, push and remove it. */
    static void copy(String image, String name) {
        ensure(image);
        String container = docker("create", image);
        docker("commit", "-c", "LABEL it=" + name, container, name);
        docker("rm", container);
    }

    private static List<String> argv(String... args) {
        List<String> argv = new ArrayList<>(List.of("docker"));
        argv.addAll(Arrays.asList(args));
        return argv;
    }

    private static void sweep() {
        String[] left = docker("ps", "-aq", "--filter", "label=" + LABEL).split("\\s+", -1);
        List<String> argv = new ArrayList<>(List.of("rm", "-f", "-v"));
        Arrays.stream(left).filter(id -> !id.isBlank()).forEach(argv::add);
        if (argv.size() > 3) {
            docker(argv.toArray(String[]::new));
        }
    }
}
