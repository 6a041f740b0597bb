package io.hatchway.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder one gateway lives from: keys, state, configuration, and the user key whose public half opens things.
 * Survives the gateway, so that a test can start another one on it.
 */
final class Site implements AutoCloseable {
    /** The project's folder. */
    static final Path HOME = Path.of(
            Optional.ofNullable(System.getProperty("hatchway.home")).orElseGet(() -> System.getProperty("user.dir")));

    private final Path dir;
    private final Path userKey;
    private String listen = "127.0.0.1:0";
    private Optional<String> engine = Optional.empty();
    private List<String> prefix = List.of();
    private String javaOptions = "";

    private Site(Path dir) {
        this.dir = dir;
        this.userKey = newKey("id");
    }

    static Site create() {
        try {
            Site site = new Site(Files.createTempDirectory("hatchway-it-"));
            Files.createDirectory(site.keys());
            return site;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path dir() {
        return dir;
    }

    Path keys() {
        return dir.resolve("keys");
    }

    Path state() {
        return dir.resolve("state");
    }

    Path userKey() {
        return userKey;
    }

    String publicKey() {
        return read(publicHalf(userKey));
    }

    /** Makes another key pair and returns its private half's file. */
    Path newKey(String name) {
        Path file = dir.resolve(name);
        Child.run(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", file.toString()))
                .ok();
        return file;
    }

    static Path publicHalf(Path key) {
        return key.resolveSibling(key.getFileName() + ".pub");
    }

    /** Lets the user in: writes {@code keys/<login>} for every login. */
    Site open(String... logins) {
        for (String login : logins) {
            write(keys().resolve(login), publicKey());
        }
        return this;
    }

    Site open(Box... boxes) {
        for (Box box : boxes) {
            open(box.name());
        }
        return this;
    }

    Site configure(String yaml) {
        write(dir.resolve("hatchway.yaml"), yaml);
        return this;
    }

    Site listen(String address) {
        listen = address;
        return this;
    }

    Site engine(String uri) {
        engine = Optional.of(uri);
        return this;
    }

    /** Runs the gateway under another command, such as {@code ip netns exec NAME}. */
    Site under(String... command) {
        prefix = List.of(command);
        return this;
    }

    Site javaOptions(String options) {
        javaOptions = options;
        return this;
    }

    /** Starts the program and returns once it says that it listens. */
    Gateway start() {
        List<String> argv = new ArrayList<>(prefix);
        argv.addAll(hatchway("serve", "--listen", listen));
        argv.addAll(folders());
        engine.ifPresent(uri -> argv.addAll(List.of("--engine", uri)));
        return Gateway.started(this, Child.start(argv, Map.of("HATCHWAY_JAVA_OPTS", javaOptions)));
    }

    /** The options that name this site's folders. */
    List<String> folders() {
        List<String> options = new ArrayList<>(List.of("--keys", keys().toString(), "--state", state().toString()));
        Path config = dir.resolve("hatchway.yaml");
        if (Files.exists(config)) {
            options.addAll(List.of("--config", config.toString()));
        }
        return options;
    }

    /** {@code bin/hatchway ARGS}. */
    static List<String> hatchway(String... args) {
        List<String> argv = new ArrayList<>(List.of(Built.PROGRAM));
        argv.addAll(List.of(args));
        return argv;
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try (Stream<Path> tree = Files.walk(dir)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The program, once it has made what it makes at its first start: whoever waits for that says so on stderr. */
    private static final class Built {
        static final String PROGRAM = HOME.resolve("bin/hatchway").toString();

        static {
            try (Child first = Child.start(List.of(PROGRAM, "--version"))) {
                first.await(Duration.ofMinutes(2)).ok();
            }
        }
    }
}
