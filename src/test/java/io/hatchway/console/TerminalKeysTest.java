package io.hatchway.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.container.FakeInventory;
import io.hatchway.container.Pty;
import io.hatchway.container.Size;
import io.hatchway.session.Exit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody at the console can do with keys to the gateway under it. */
@Timeout(30)
final class TerminalKeysTest {
    private static final String PASTE = "\033[200~";

    @TempDir
    private Path folder;

    private Path secret = Path.of("/");
    private SampleConsole console = new SampleConsole(secret);

    @BeforeEach
    void secret() throws Exception {
        secret = Files.writeString(folder.resolve("secret"), "swordfish");
        console = new SampleConsole(folder);
    }

    private Exit type(String keys) throws Exception {
        console.client
                .shell(Optional.of(new Pty("xterm-256color", new Size(80, 5))))
                .sends(keys);
        return console.make().handle(console.client.make());
    }

    /** Colon and Ctrl-X, which begin what JLine's pager does with files, and the keys of the real one. */
    @ParameterizedTest
    @ValueSource(strings = {":e", "\u0018\u0016", ":n", ":x", ":d", "E", "+", "&", "-o", "s", "o", "O", "!cat ", "|"})
    void noKeyOfThePagerOpensAFileOfTheGateways(String keys) throws Exception {
        assertThat(type("help | less\r" + keys + secret + "\rqq\025exit\r")).isEqualTo(new Exit.Status(0));
        assertThat(console.client.out()).contains("q leaves").doesNotContain("swordfish");
    }

    @Test
    void noKeyOfTheLineEditorOpensAnEditorOfFiles() throws Exception {
        assertThat(type("versi\u0018\u0005on\rexit\r")).isEqualTo(new Exit.Status(0));
        assertThat(console.client.out()).contains("hatchway 1.2.3").doesNotContainIgnoringCase("nano");
    }

    @Test
    void noKeyOpensAnEditorOfFilesWhereAQuestionIsAnswered() throws Exception {
        console.inventory.containers.add(FakeInventory.container("job", "exited", "Exited (0)"));
        assertThat(type("rm job\rj\u0018\u0005ob\rexit\r")).isEqualTo(new Exit.Status(0));
        assertThat(console.client.out()).contains("Type job").doesNotContainIgnoringCase("nano");
        assertThat(console.changes).hasSize(1);
    }

    @Test
    void aPasteWithoutEndIsNotKept() throws Exception {
        assertThat(type(PASTE + "x\r".repeat(100_000))).isEqualTo(new Exit.Status(2));
        assertThat(console.client.err() + console.client.out()).contains("This line is longer than 65536 bytes");
    }

    @Test
    void whatWasCutOutCannotBePutBackWithoutEnd() throws Exception {
        type("x".repeat(1000) + "\025\031\031".repeat(12) + "\r\025exit\r");
        assertThat(console.client.out().length()).isLessThan(2_000_000);
    }
}
