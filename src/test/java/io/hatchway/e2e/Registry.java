package io.hatchway.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A registry of images on loopback: Debian's docker-registry, over plain HTTP, which engines allow for that address. */
final class Registry implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("listening on (127\\.0\\.0\\.1:\\d+)");

    private final Path dir;
    private final Child child;
    private final String address;

    private Registry(Path dir, Child child, String address) {
        this.dir = dir;
        this.child = child;
        this.address = address;
    }

    /** One that serves everybody. */
    static Registry open() {
        return start("");
    }

    /** One that wants a user and a password. */
    static Registry of(String user, String password) {
        String line = Child.run(List.of("htpasswd", "-Bbn", user, password)).ok();
        return start(line.strip());
    }

    private static Registry start(String htpasswd) {
        try {
            Path dir = Files.createTempDirectory("hatchway-it-registry");
            String auth = "";
            if (!htpasswd.isEmpty()) {
                Site.write(dir.resolve("htpasswd"), htpasswd + "\n");
                auth = "auth: {htpasswd: {realm: test, path: " + dir.resolve("htpasswd") + "}}\n";
            }
            Site.write(dir.resolve("config.yml"), """
                    version: 0.1
                    log: {level: info}
                    storage: {filesystem: {rootdirectory: %s}}
                    http: {addr: "127.0.0.1:0", secret: test}
                    """.formatted(dir.resolve("data")) + auth);
            Child child = Child.start(List.of(
                    "docker-registry", "serve", dir.resolve("config.yml").toString()));
            Eventually.holds(
                    () -> LISTENING.matcher(child.out() + child.err()).find() || !child.alive(), child::toString);
            Matcher listening = LISTENING.matcher(child.out() + child.err());
            if (!listening.find()) {
                child.close();
                throw new AssertionError(child + " does not listen");
            }
            return new Registry(dir, child, listening.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its host and port, as names of images and logins have it. */
    String address() {
        return address;
    }

    @Override
    public void close() {
        child.close();
        try (Stream<Path> tree = Files.walk(dir)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
