package io.hatchway.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StateFolderTest {
    @TempDir
    Path temporary;

    private Path folder(String mode) throws IOException {
        Path folder = Files.createDirectory(temporary.resolve("state"));
        return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
    }

    @Test
    void itIsMadeForItsOwnerAlone() throws IOException {
        try (StateFolder state = StateFolder.open(temporary.resolve("var/state"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.path())))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void oneThatIsThereIsTakenAsItIs() throws IOException {
        Path folder = folder("rwx------");
        Files.writeString(folder.resolve("host_ed25519_key"), "key");
        try (StateFolder state = StateFolder.open(folder)) {
            assertThat(state.path().resolve("host_ed25519_key")).hasContent("key");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxr-xr-x", "rwx--x---", "rwx-----x", "rwxrwxrwx"})
    void anOpenFolderIsRefusedWithTheCommandThatClosesIt(String mode) throws IOException {
        Path folder = folder(mode);
        assertThatIOException()
                .isThrownBy(() -> StateFolder.open(folder))
                .withMessageContaining("is open to others (" + mode + ")")
                .withMessageContaining("chmod 700 " + folder);
    }

    @Test
    void aFolderOfAForeignUserIsRefused() throws IOException {
        assumeThat(System.getProperty("user.name"))
                .as("only root gives folders away")
                .isEqualTo("root");
        Path folder = folder("rwx------");
        Files.setAttribute(folder, "unix:uid", 12_345);
        assertThatIOException()
                .isThrownBy(() -> StateFolder.open(folder))
                .withMessageContaining("belongs to user 12345")
                .withMessageContaining("chown -R 0 " + folder);
    }

    @Test
    void aSecondGatewayIsRefused() throws IOException {
        Path folder = folder("rwx------");
        try (StateFolder first = StateFolder.open(folder)) {
            assertThatIOException()
                    .isThrownBy(() -> StateFolder.open(folder))
                    .withMessageContaining("is in use by another gateway");
            assertThat(first.lock().isOpen()).isTrue();
        }
    }

    @Test
    void theNextGatewayMayHaveItWhenTheFirstIsGone() throws IOException {
        Path folder = folder("rwx------");
        StateFolder.open(folder).close();
        try (StateFolder second = StateFolder.open(folder)) {
            assertThat(second.sessions()).isEqualTo(folder.resolve("sessions"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "rw-r--r--"})
    void aFileInItsPlaceGivesASentence(String mode) throws IOException {
        Path file = Files.createFile(temporary.resolve("state"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        assertThatIOException()
                .isThrownBy(() -> StateFolder.open(file))
                .withMessageStartingWith("The state folder " + file + " cannot be used: it is not a folder.");
    }

    @Test
    void aFileOnTheWayToItGivesASentence() throws IOException {
        Path file = Files.createFile(temporary.resolve("var"));
        assertThatIOException()
                .isThrownBy(() -> StateFolder.open(file.resolve("state")))
                .withMessageStartingWith("The state folder ");
    }

    @Test
    void aFolderNobodyMayEnterGivesNoFault() throws IOException {
        Path folder = folder("---------");
        try (StateFolder root = StateFolder.open(folder)) {
            assertThat(root.path()).isEqualTo(folder);
        } catch (IOException everybodyElse) {
            assertThat(everybodyElse).hasMessageStartingWith("The state folder ");
        }
    }
}
