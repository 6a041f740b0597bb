package io.hatchway.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.config.Settings;
import io.hatchway.console.Finding;
import io.hatchway.sshd.HostKeyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckupTest {
    @TempDir
    private Path folder;

    private Settings settings;

    @BeforeEach
    void aStateFolderOfTheGatewaysOwn() throws IOException {
        settings = Settings.defaults(folder);
        mode(Files.createDirectories(settings.state()), "rwx------");
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private Finding permissions() {
        return new Checkup(new HostKeyFiles(settings.state(), List.of(), List.of()), settings, Optional.empty())
                .findings().stream()
                        .filter(each -> each.check().equals("permissions"))
                        .findFirst()
                        .orElseThrow();
    }

    @Test
    void whatLiesWithinAPrivateStateFolderIsOpenToNobody() throws IOException {
        Path sessions = Files.createDirectory(settings.state().resolve("sessions"));
        mode(sessions, "rwxr-xr-x");
        mode(Files.createFile(sessions.resolve("one")), "rw-r--r--");
        assertThat(permissions().result()).isEqualTo("ok");
    }

    @Test
    void aStateFolderThatOthersMayEnterIsAProblem() throws IOException {
        mode(settings.state(), "rwxr-x---");
        assertThat(permissions().result()).isEqualTo("problem");
        assertThat(permissions().todo()).isEqualTo("Run: chmod go= " + settings.state());
    }

    @Test
    void aKeyThatOthersMayReadIsAProblemWhereverItLies() throws IOException {
        mode(Files.createFile(settings.state().resolve("audit_ed25519_key")), "rw-r--r--");
        assertThat(permissions().found()).contains("audit_ed25519_key is open to others");
    }
}
