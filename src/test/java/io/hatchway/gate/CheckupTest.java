package io.hatchway.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.config.Problem;
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
        return finding("permissions", List.of());
    }

    private Finding finding(String check, List<Problem> written) {
        HostKeyFiles hostKeys = new HostKeyFiles(settings.state(), List.of(), List.of());
        return new Checkup(hostKeys, settings, Optional.empty(), written)
                .findings().stream()
                        .filter(each -> each.check().equals(check))
                        .findFirst()
                        .orElseThrow();
    }

    @Test
    void aLineThatDoesNotCountIsAProblemWithItsFileAndLine() {
        Finding finding =
                finding("access", List.of(new Problem("keys/web", 7, Problem.Severity.ERROR, "this line is off")));
        assertThat(finding.result()).isEqualTo("problem");
        assertThat(finding.found()).isEqualTo("keys/web:7: this line is off");
        assertThat(finding.todo()).contains("bin/hatchway check");
    }

    @Test
    void aLineThatMayNotBeMeantSoIsAWarning() {
        Finding finding = finding("access", List.of(new Problem("keys/web", 0, Problem.Severity.WARNING, "hm")));
        assertThat(finding.result()).isEqualTo("warning");
        assertThat(finding.found()).isEqualTo("keys/web: hm");
    }

    @Test
    void filesThatCountAreWell() {
        assertThat(finding("access", List.of()).result()).isEqualTo("ok");
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
