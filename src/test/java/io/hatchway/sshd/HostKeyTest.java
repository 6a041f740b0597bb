package io.hatchway.sshd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HostKeyTest {
    @TempDir
    Path state;

    private Path file() {
        return state.resolve("host_ed25519_key");
    }

    @Test
    void itIsMadeForItsOwnersEyes() throws IOException {
        HostKey.loadOrMake(state);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void nothingElseIsLeftInTheFolder() throws IOException {
        HostKey.loadOrMake(state);
        try (Stream<Path> files = Files.list(state)) {
            assertThat(files).containsExactly(file());
        }
    }

    @Test
    void itIsTheSameTheNextTime() throws IOException {
        String first = HostKey.fingerprint(HostKey.loadOrMake(state));
        assertThat(HostKey.fingerprint(HostKey.loadOrMake(state)))
                .isEqualTo(first)
                .startsWith("SHA256:");
    }

    @Test
    void aDraftLeftByACrashIsNoHindrance() throws IOException {
        Files.writeString(state.resolve(".host_ed25519_key.new"), "half");
        assertThat(HostKey.loadOrMake(state).getPublic()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense\n",
                "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbn\n-----END OPENSSH PRIVATE KEY-----\n"
            })
    void anUnusableOneIsRefusedAndLeftAlone(String content) throws IOException {
        Files.writeString(file(), content);
        mode("rw-------");
        assertThatIOException()
                .isThrownBy(() -> HostKey.loadOrMake(state))
                .withMessageStartingWith("The host key " + file() + " cannot be used")
                .withMessageContaining("move it away")
                .withMessageNotContaining("null");
        assertThat(file()).hasContent(content);
    }

    private void mode(String mode) throws IOException {
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString(mode));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw-r-----", "rw-----w-"})
    void oneThatIsOpenToOthersIsRefused(String mode) throws IOException {
        HostKey.loadOrMake(state);
        mode(mode);
        assertThatIOException()
                .isThrownBy(() -> HostKey.loadOrMake(state))
                .withMessageContaining("it is open to others (" + mode + ")")
                .withMessageContaining("chmod 600 " + file());
    }

    @Test
    void oneThatNobodyMayWriteIsTaken() throws IOException {
        HostKey.loadOrMake(state);
        mode("r--------");
        assertThat(HostKey.loadOrMake(state).getPublic()).isNotNull();
    }

    @Test
    void oneOfAForeignUserIsRefused() throws IOException {
        assumeThat(System.getProperty("user.name"))
                .as("only root gives files away")
                .isEqualTo("root");
        HostKey.loadOrMake(state);
        Files.setAttribute(file(), "unix:uid", 12_345);
        assertThatIOException()
                .isThrownBy(() -> HostKey.loadOrMake(state))
                .withMessageContaining("belongs to user 12345");
    }

    @Test
    void aLinkToNowhereIsNoInvitationToMakeOne() throws IOException {
        Files.createSymbolicLink(file(), state.resolve("elsewhere"));
        assertThatIOException().isThrownBy(() -> HostKey.loadOrMake(state));
        assertThat(state.resolve("elsewhere")).doesNotExist();
    }

    @Test
    void sshKeygenReadsIt() throws Exception {
        assumeThat(Path.of("/usr/bin/ssh-keygen")).as("OpenSSH is installed").exists();
        String ours = PublicKeyEntry.toString(HostKey.loadOrMake(state).getPublic());
        Process keygen = new ProcessBuilder("ssh-keygen", "-y", "-f", file().toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(keygen.getInputStream().readAllBytes(), UTF_8);
        assertThat(said.strip()).startsWith(ours);
    }
}
