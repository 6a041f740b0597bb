package io.hatchway.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.access.Attempt;
import io.hatchway.access.Credential;
import io.hatchway.access.Decision;
import io.hatchway.access.Lookup;
import io.hatchway.access.Policy;
import io.hatchway.access.Revocations;
import io.hatchway.access.SampleCommands;
import io.hatchway.access.SampleKeys;
import io.hatchway.access.Teams;
import io.hatchway.config.AccessLocation;
import io.hatchway.config.InvalidConfigurationException;
import io.hatchway.config.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An empty keys folder whose mode is right. */
abstract class KeyFolderScene {
    static final String KEY = SampleKeys.line("ed25519") + "\n";
    static final String OTHER = SampleKeys.line("other") + "\n";

    @TempDir
    Path temporary;

    Path folder = Path.of("");

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(temporary.resolve("keys"));
        mode(folder, "rwxr-xr-x");
    }

    static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    Path write(String name, String text) throws IOException {
        Path draft = Files.writeString(folder.resolve("." + name), text);
        mode(draft, "rw-r--r--");
        // At once: who watches must not see half of it.
        return Files.move(draft, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    KeySnapshot read() {
        return KeySnapshot.nothing().next(folder, Instant.now());
    }

    Sources sources() {
        return new Sources(
                folder, List.of(), new AccessLocation(temporary.resolve("access.yaml"), false), SampleCommands.NAMES);
    }

    static AccessWatch open(Path keys) throws InvalidConfigurationException {
        return AccessWatch.open(new Sources(
                keys, List.of(), new AccessLocation(keys.resolveSibling("access.yaml"), false), SampleCommands.NAMES));
    }

    static boolean opens(KeySnapshot keys, String login, String key) {
        return opens(new Policy(keys.rules(), List.of(), Teams.NONE, Revocations.NONE), login, key);
    }

    static boolean opens(Policy policy, String login, String key) {
        Attempt attempt = new Attempt(
                login, new Credential.Key(SampleKeys.blob(key)), InetAddress.getLoopbackAddress(), Instant.now());
        return policy.decide(attempt, name -> Lookup.UNKNOWN) instanceof Decision.Allowed;
    }

    static String only(List<Problem> problems) {
        assertThat(problems).hasSize(1);
        return problems.getFirst().toString();
    }
}
