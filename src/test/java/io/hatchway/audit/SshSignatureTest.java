package io.hatchway.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SshSignatureTest {
    private static final byte[] MESSAGE = "line\n".getBytes(UTF_8);

    @TempDir
    Path state;

    @Test
    void aSignatureSurvivesItsArmour() throws Exception {
        SshSignature signature = AuditKey.loadOrMake(state).sign(MESSAGE);
        SshSignature read = SshSignature.parse(signature.armoured() + "anything after it\n");
        assertThat(read.verifies(MESSAGE)).isTrue();
        assertThat(read.publicKey()).isEqualTo(AuditKey.blobOf(AuditKey.publicHalf(state)));
    }

    @Test
    void anotherMessageIsNotSigned() throws Exception {
        SshSignature signature = AuditKey.loadOrMake(state).sign(MESSAGE);
        assertThat(signature.verifies("lime\n".getBytes(UTF_8))).isFalse();
    }

    @Test
    void theKeyIsMadeOnceAndItsOwnersAlone() throws Exception {
        AuditKey first = AuditKey.loadOrMake(state);
        assertThat(AuditKey.loadOrMake(state).blob()).isEqualTo(first.blob());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve(AuditKey.NAME))))
                .isEqualTo("rw-------");
    }

    @Test
    void aKeyOpenToOthersIsRefused() throws Exception {
        AuditKey.loadOrMake(state);
        Files.setPosixFilePermissions(state.resolve(AuditKey.NAME), PosixFilePermissions.fromString("rw-r-----"));
        assertThatIOException().isThrownBy(() -> AuditKey.loadOrMake(state)).withMessageContaining("open to others");
    }

    @Test
    void aDamagedKeyIsNotReplaced() throws IOException {
        Path file = state.resolve(AuditKey.NAME);
        PrivateFiles.replace(file, "damaged\n");
        assertThatIOException().isThrownBy(() -> AuditKey.loadOrMake(state)).withMessageContaining(file.toString());
        assertThat(Files.readString(file)).isEqualTo("damaged\n");
    }

    /** Each has other numbers in it. */
    @RepeatedTest(8)
    void keysOfOpensshAreRead() throws Exception {
        Path file = state.resolve(AuditKey.NAME);
        Process made = new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file.toString()).start();
        assertThat(made.waitFor()).isZero();
        String line = Files.readString(AuditKey.publicHalf(state));
        AuditKey read = AuditKey.loadOrMake(state);
        assertThat(read.sign(MESSAGE).verifies(MESSAGE)).isTrue();
        assertThat(Files.readString(AuditKey.publicHalf(state)).split(" ", -1)[1])
                .isEqualTo(line.split(" ", -1)[1]);
    }

    @Test
    void opensshReadsOurKey() throws Exception {
        AuditKey.loadOrMake(state);
        Process shown = new ProcessBuilder(
                        "ssh-keygen", "-y", "-f", state.resolve(AuditKey.NAME).toString())
                .start();
        assertThat(new String(shown.getInputStream().readAllBytes(), UTF_8).split(" ", -1)[1])
                .isEqualTo(Files.readString(AuditKey.publicHalf(state)).split(" ", -1)[1]);
    }
}
