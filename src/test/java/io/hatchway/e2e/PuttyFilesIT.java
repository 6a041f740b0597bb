package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.e2e.FileSite.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Files by PuTTY's psftp and pscp. */
@RealEngine
final class PuttyFilesIT {
    @AutoClose
    private static final FileSite SITE = new FileSite();

    private static Putty putty;

    @TempDir
    private Path dir;

    @BeforeAll
    static void start() {
        putty = new Putty(SITE.gateway());
    }

    private Ran psftp(Image image, String... commands) throws IOException {
        Path batch = Files.writeString(dir.resolve("batch"), String.join("\n", commands) + "\n");
        return Child.run(putty.argv("psftp", "-b", batch.toString(), SITE.login(image) + "@127.0.0.1"));
    }

    private static Ran pscp(Image image, String... words) {
        List<String> argv = putty.argv("pscp", "-q");
        for (String word : words) {
            argv.add(word.startsWith(":") ? SITE.login(image) + "@127.0.0.1" + word : word);
        }
        return Child.run(argv);
    }

    @ParameterizedTest
    @EnumSource
    void psftpCarriesFilesBothWays(Image image) throws IOException {
        String folder = SITE.folder(image);
        Path in = FileSite.file(dir.resolve("in"), 2_000_003);
        Path out = dir.resolve("out");
        psftp(image, "cd " + folder, "put " + in + " f", "ls", "get f " + out).ok();
        assertThat(out).hasSameBinaryContentAs(in);
        assertThat(SITE.sum(image, folder + "/f")).isEqualTo(FileSite.sum(in));
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "WITHOUT_SHELL")
    void psftpResumesRenamesAndRemoves(Image image) throws IOException {
        String folder = SITE.folder(image);
        Path whole = FileSite.file(dir.resolve("whole"), 500_000);
        Path part = dir.resolve("part");
        Files.write(part, Arrays.copyOf(Files.readAllBytes(whole), 123_456));
        psftp(
                        image,
                        "cd " + folder,
                        "put " + part + " f",
                        "reput " + whole + " f",
                        "mkdir d",
                        "mv f d/g",
                        "chmod 600 d/g",
                        "put " + part + " h",
                        "rm h",
                        "mkdir e",
                        "rmdir e")
                .ok();
        assertThat(SITE.sum(image, folder + "/d/g")).isEqualTo(FileSite.sum(whole));
        assertThat(SITE.box(image).sh("ls -A " + folder + "; stat -c %a " + folder + "/d/g"))
                .isEqualTo("d\n600");
    }

    @ParameterizedTest
    @EnumSource
    void psftpSaysWhatFailed(Image image) throws IOException {
        Ran ran = psftp(image, "get /srv/nothing-there " + dir.resolve("x"));
        assertThat(ran.code()).isNotZero();
        assertThat(ran.out() + ran.err()).containsIgnoringCase("no such file");
    }

    @ParameterizedTest
    @EnumSource
    void pscpCarriesFoldersByEitherProtocol(Image image) throws IOException {
        Path tree = FileSite.tree(dir.resolve("tree"));
        for (String protocol : List.of("-sftp", "-scp")) {
            String folder = SITE.folder(image);
            pscp(image, protocol, "-r", tree.toString(), ":" + folder).ok();
            Path back = Files.createDirectory(dir.resolve("back" + protocol));
            pscp(image, protocol, "-r", ":" + folder + "/tree", back.toString()).ok();
            FileSite.assertSame(tree, back.resolve("tree"));
        }
    }
}
