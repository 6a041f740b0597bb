package io.hatchway.keys;

import io.hatchway.access.Attempt;
import io.hatchway.access.Credential;
import io.hatchway.access.Decision;
import io.hatchway.access.Lookup;
import io.hatchway.access.SampleCommands;
import io.hatchway.access.SampleKeys;
import io.hatchway.config.AccessLocation;
import io.hatchway.config.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A keys folder with an administrator, beside it a person's key: what is written into access.yaml, each test says. */
abstract class AccessScene {
    static final String KEY = SampleKeys.line("ed25519") + "\n";
    static final String OTHER = SampleKeys.line("other") + "\n";
    static final String PEOPLE = """
            people:
              alice: {keys: [alice.pub], roles: [developer]}
            roles:
              developer:
                - {allow: all, containers: ["shop-*"]}
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        Files.createDirectory(folder.resolve("keys"));
        mode(folder.resolve("keys"), "rwxr-xr-x");
        write("keys/admin", SampleKeys.line("rsa2048") + "\n");
        write("alice.pub", KEY);
    }

    static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    Path write(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        mode(file, "rw-r--r--");
        return file;
    }

    Sources sources() {
        return new Sources(
                folder.resolve("keys"),
                List.of(),
                new AccessLocation(folder.resolve("access.yaml"), false),
                SampleCommands.NAMES);
    }

    AccessSnapshot read() {
        return AccessSnapshot.read(sources());
    }

    /** The next look, when everything has come to rest. */
    AccessSnapshot later(AccessSnapshot before) {
        return before.next(sources(), Instant.now().plusSeconds(10));
    }

    static boolean opens(AccessSnapshot access, String login, String key) {
        return decide(access, login, key) instanceof Decision.Allowed;
    }

    static Decision decide(AccessSnapshot access, String login, String key) {
        Attempt attempt = new Attempt(
                login, new Credential.Key(SampleKeys.blob(key)), InetAddress.getLoopbackAddress(), Instant.now());
        return access.policy().decide(attempt, name -> Lookup.ABSENT);
    }

    static List<String> said(AccessSnapshot access) {
        return access.problems().stream().map(Problem::toString).toList();
    }
}
