package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.e2e.FileSite.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code scp -O} counts on a shell at the other end for its wildcards; no image here has an scp. */
@RealEngine
final class ScpWildcardsIT {
    @AutoClose
    private static final FileSite SITE = new FileSite();

    @TempDir
    private Path dir;

    private String folder(Image image) throws IOException {
        String folder = SITE.folder(image);
        Path in = Files.createDirectory(dir.resolve("in"));
        for (String name : new String[] {"a.txt", "b c.txt", ".d.txt", "e.log", "*.txt"}) {
            Files.writeString(in.resolve(name), name);
        }
        Docker.docker("cp", in.toString(), SITE.login(image) + ":" + folder);
        return folder;
    }

    @ParameterizedTest
    @EnumSource
    void wildcardsAreExpandedByTheGateway(Image image) throws IOException {
        String folder = folder(image);
        Path out = Files.createDirectory(dir.resolve("out"));
        SITE.sftp(image)
                .scp("-O", ":" + folder + "/i*/[!*].t?t", ":" + folder + "/in/*.log", out + "/")
                .ok();
        assertThat(out).isDirectoryNotContaining("glob:**b*");
        assertThat(out.resolve("a.txt")).hasContent("a.txt");
        assertThat(out.resolve("e.log")).hasContent("e.log");
        SITE.sftp(image).scp("-O", ":" + folder + "/in/*.txt", out + "/").ok();
        assertThat(out.resolve("b c.txt")).hasContent("b c.txt");
        assertThat(out.resolve("*.txt")).hasContent("*.txt");
        assertThat(out.resolve(".d.txt")).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource
    void whatMatchesNothingIsNotThere(Image image) throws IOException {
        Ran ran = SITE.sftp(image).scp("-O", ":" + folder(image) + "/in/*.none", dir + "/");
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("/in/*.none: No such file or directory");
    }

    @ParameterizedTest
    @EnumSource
    void whatOnlyAShellExpandsIsRefusedWithAdvice(Image image) throws IOException {
        Ran ran = SITE.sftp(image).scp("-O", ":" + folder(image) + "/in/`echo a`.txt", dir + "/");
        assertThat(ran.code()).isNotZero();
        assertThat(ran.err()).contains("Leave out -O");
    }
}
