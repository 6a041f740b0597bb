package io.hatchway.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The temporary folder itself lies under /tmp, which everybody may write to and which is sticky. */
final class SafePathTest {
    @TempDir
    Path temporary;

    private Path above = Path.of("");
    private Path keys = Path.of("");

    @BeforeEach
    void makeFolders() throws IOException {
        above = folder(temporary.resolve("above"), "rwxr-xr-x");
        keys = folder(above.resolve("keys"), "rwxr-xr-x");
    }

    private static Path folder(Path path, String mode) throws IOException {
        Path folder = Files.isDirectory(path) ? path : Files.createDirectory(path);
        return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
    }

    private static Optional<String> objection(Path folder) throws IOException {
        return SafePath.objection(folder, KeyFile.ownUser());
    }

    @Test
    void aWayThatIsTheGatewaysAloneIsSafe() throws IOException {
        assertThat(objection(keys)).isEmpty();
        assertThat(objection(above.resolve("keys/../keys/."))).isEmpty();
    }

    @Test
    void aFolderAboveThatOthersMayWriteToIsNotSafe() throws IOException {
        folder(above, "rwxrwxr-x");
        assertThat(objection(keys))
                .contains("others than its owner may write to the folder " + above + " above it (mode 775), and so put"
                        + " another one in its place: chmod go-w " + above);
    }

    @Test
    void theLastFolderMayNotBeSticky() throws IOException {
        Files.setAttribute(keys, "unix:mode", 041777);
        assertThat(objection(keys)).get().asString().contains("(mode 1777)", "chmod go-w " + keys);
        Path inner = folder(keys.resolve("inner"), "rwx------");
        assertThat(objection(inner)).isEmpty();
    }

    @Test
    void theWayOfALinkIsLookedAtToo() throws IOException {
        Path open = folder(temporary.resolve("open"), "rwxr-xr-x");
        Path link = Files.createSymbolicLink(open.resolve("link"), keys);
        assertThat(objection(link)).isEmpty();
        folder(open, "rwxrwxrwx");
        assertThat(objection(link)).get().asString().contains(open + " above it");
        folder(open, "rwxr-xr-x");
        folder(above, "rwxrwxrwx");
        assertThat(objection(link)).get().asString().contains(above + " above it");
        assertThat(objection(Files.createSymbolicLink(open.resolve("relative"), Path.of("../above/keys"))))
                .isPresent();
    }

    @Test
    void aLinkToItselfIsNoWay() throws IOException {
        Path link = Files.createSymbolicLink(above.resolve("link"), Path.of("link"));
        assertThatIOException().isThrownBy(() -> objection(link));
    }

    @Test
    void aForeignFolderAboveIsNotSafe() throws IOException {
        assumeThat(System.getProperty("user.name"))
                .as("only root gives folders away")
                .isEqualTo("root");
        Files.setAttribute(above, "unix:uid", 12_345);
        assertThat(objection(keys))
                .get()
                .asString()
                .contains(
                        "the folder " + above + " on the way to it belongs to user 12345 (mode 755)",
                        "chown -h 0 " + above);
    }
}
