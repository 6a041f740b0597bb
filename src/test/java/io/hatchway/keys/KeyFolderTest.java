package io.hatchway.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.hatchway.config.InvalidConfigurationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the files of a keys folder open, and which of them count. */
final class KeyFolderTest extends KeyFolderScene {
    @Test
    void theNameOfAFileIsTheLogin() throws IOException {
        write("web", KEY);
        write("staging-*", OTHER);
        write("web+postgres", OTHER);
        write("admin", KEY);
        KeySnapshot keys = read();
        assertThat(keys.problems()).isEmpty();
        assertThat(keys.rules()).hasSize(4);
        assertThat(opens(keys, "web", "ed25519")).isTrue();
        assertThat(opens(keys, "web", "other")).isFalse();
        assertThat(opens(keys, "staging-db", "other")).isTrue();
        assertThat(opens(keys, "web+postgres", "other")).isTrue();
        assertThat(opens(keys, "admin", "ed25519")).isTrue();
        assertThat(opens(keys, "admin", "other")).isFalse();
    }

    @Test
    void hiddenFilesAndEditorsLeftoversAreIgnored() throws IOException {
        for (String name : List.of(".hidden", "web~", "#web#", "web.swp", ".web.swp", "web.bak")) {
            write(name, KEY);
        }
        write("web", OTHER);
        KeySnapshot keys = read();
        assertThat(keys.problems()).isEmpty();
        assertThat(keys.rules()).hasSize(1);
    }

    @Test
    void aNameThatIsNoLoginIsNamed() throws IOException {
        write("web", KEY);
        write("my key", KEY);
        assertThat(only(read().problems())).startsWith(folder + "/my key: error: the file's name is no login");
    }

    @Test
    void aBadLineIsNamedByFileAndLineAndTheOthersLive() throws IOException {
        write("web", KEY + "no-such-option " + OTHER);
        KeySnapshot keys = read();
        assertThat(only(keys.problems())).startsWith(folder + "/web:2: error: this line is off: ");
        assertThat(opens(keys, "web", "ed25519")).isTrue();
        assertThat(opens(keys, "web", "other")).isFalse();
    }

    @Test
    void aCommentThatIsNotUtf8DoesNotHinder() throws IOException {
        Path file = write("web", "");
        Files.write(file, (KEY.strip() + " Zo\u00eb\n").getBytes(StandardCharsets.ISO_8859_1));
        KeySnapshot keys = read();
        assertThat(keys.problems()).isEmpty();
        assertThat(opens(keys, "web", "ed25519")).isTrue();
    }

    @Test
    void anOptionThatIsNotUtf8TurnsItsLineOff() throws IOException {
        Path file = write("web", "");
        Files.write(file, ("command=\"\u00e9\" " + KEY + OTHER).getBytes(StandardCharsets.ISO_8859_1));
        KeySnapshot keys = read();
        assertThat(only(keys.problems())).contains("web:1: error", "not UTF-8");
        assertThat(keys.rules()).hasSize(1);
    }

    @Test
    void aFileOfRandomBytesOpensNothing() throws IOException {
        byte[] bytes = new byte[100_000];
        new Random(7).nextBytes(bytes);
        Files.write(write("web", ""), bytes);
        KeySnapshot keys = read();
        assertThat(keys.rules()).isEmpty();
        assertThat(keys.problems())
                .allSatisfy(problem -> assertThat(problem.message()).doesNotContainPattern("\\p{Cntrl}"));
    }

    @Test
    void aFileOthersMayWriteToOpensNothing() throws IOException {
        mode(write("web", KEY), "rw-rw-r--");
        mode(write("db", KEY), "rw-r--rw-");
        KeySnapshot keys = read();
        assertThat(keys.rules()).isEmpty();
        assertThat(keys.problems()).hasSize(2);
        assertThat(keys.problems().getFirst().message()).contains("is refused and opens nothing", "chmod go-w");
    }

    @Test
    void aFileOfAForeignUserOpensNothing() throws IOException {
        assumeThat(System.getProperty("user.name"))
                .as("only root gives files away")
                .isEqualTo("root");
        Files.setAttribute(write("web", KEY), "unix:uid", 12_345);
        write("db", KEY);
        assertThat(only(read().problems())).contains("belongs to user 12345", "chown 0 ");
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        Path outside = Files.writeString(temporary.resolve("outside"), KEY);
        Files.createSymbolicLink(folder.resolve("web"), outside);
        Files.createSymbolicLink(folder.resolve("gone"), Path.of("nowhere"));
        write("db", KEY);
        KeySnapshot keys = read();
        assertThat(keys.problems())
                .hasSize(2)
                .allSatisfy(problem ->
                        assertThat(problem.message()).contains("it is a symbolic link", "copy the file here"));
        assertThat(opens(keys, "web", "ed25519")).isFalse();
    }

    @Test
    void theFolderItselfMayBeALink() throws IOException {
        write("web", KEY);
        Path link = Files.createSymbolicLink(temporary.resolve("link"), folder);
        assertThat(KeySnapshot.nothing().next(link, Instant.now()).rules().size())
                .isEqualTo(1);
    }

    @Test
    void aPipeIsNotOpenedAndAFolderIsNamed() throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", folder.resolve("web").toString())
                        .start()
                        .waitFor())
                .isZero();
        Files.createDirectory(folder.resolve("db"));
        write("ok", KEY);
        KeySnapshot keys = read();
        assertThat(keys.problems())
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem.message()).contains("not a regular file"));
        assertThat(keys.rules()).hasSize(1);
    }

    @Test
    void aHugeFileIsNotRead() throws IOException {
        Path file = write("web", KEY);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1), 2L << 30);
        }
        write("db", KEY);
        assertThat(only(read().problems())).contains("larger than 1 MiB");
    }

    @Test
    void anEmptyFolderIsAWarning() {
        AccessSnapshot keys = AccessSnapshot.read(sources());
        assertThat(keys.whole()).isTrue();
        assertThat(only(keys.problems())).contains(": warning: no key opens anything");
    }

    @Test
    void aMissingFolderIsAnError() {
        assertThatThrownBy(() -> open(temporary.resolve("gone")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(temporary + "/gone: error: there is no such folder");
    }

    @Test
    void aFolderOthersMayWriteToIsAnError() throws IOException {
        write("web", KEY);
        mode(folder, "rwxrwxrwx");
        assertThatThrownBy(() -> open(folder))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("chmod go-w " + folder);
    }

    @Test
    void aFileIsNoFolder() throws IOException {
        Path file = write("web", KEY);
        assertThatThrownBy(() -> open(file)).hasMessageContaining("it is not a folder");
    }

    @Test
    void aPipeThatTakesThePlaceOfAKeyFileHoldsNobodyUp() throws Exception {
        Path web = write("web", KEY);
        KeyFile seen = KeyFile.look(web);
        Files.delete(web);
        assertThat(new ProcessBuilder("mkfifo", web.toString()).start().waitFor())
                .isZero();
        assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThatThrownBy(seen::read)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("something else was put in its place"));
    }

    @Test
    void aFileOfAnyNameIsRead() throws IOException {
        for (String name : List.of("a b", "plus+percent%41", "\u00fc\u20ac", "line\nbreak", "q?#;")) {
            Path file = Files.writeString(temporary.resolve(name), "content");
            assertThat(KeyFile.look(file).read()).isEqualTo("content");
        }
    }

    @Test
    void aLinkThatTakesThePlaceOfAKeyFileIsNotFollowed() throws Exception {
        Path web = write("web", KEY);
        KeyFile seen = KeyFile.look(web);
        Files.delete(web);
        Files.createSymbolicLink(web, write("db", KEY));
        assertThatThrownBy(seen::read).isInstanceOf(IOException.class).hasMessageContaining("symbolic link");
    }
}
