package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hatchway.e2e.FileSite.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** A container's folder as a folder of the client's: sshfs. */
@RealEngine
final class SshfsIT {
    @AutoClose
    private static final FileSite SITE = new FileSite();

    @TempDir
    private Path dir;

    @BeforeAll
    static void fuse() {
        // Without it no program can mount anything of its own, whatever the gateway does.
        assumeTrue(Files.isWritable(Path.of("/dev/fuse")), "there is no /dev/fuse that may be used here");
    }

    private SshfsMount mount(Image image, String folder) throws IOException {
        return SshfsMount.of(SITE, image, folder, Files.createTempDirectory(dir, "mnt"));
    }

    private static String sh(Path in, String script) {
        return Child.run(List.of("sh", "-ec", "cd \"$0\"; " + script, in.toString()))
                .ok()
                .strip();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "WITHOUT_SHELL")
    void anEditorReplacesAppendsAndCuts(Image image) throws IOException {
        String folder = SITE.folder(image);
        try (SshfsMount mount = mount(image, folder)) {
            Path at = mount.at();
            sh(at, "printf 'one\\n' > f; chmod 640 f; printf 'two\\n' >> f");
            assertThat(sh(at, "cat f")).isEqualTo("one\ntwo");
            // As vim writes: a copy beside, synced, in place of the old one by a rename.
            sh(at, "cp -p f .f.tmp; printf 'three\\n' >> .f.tmp; sync .f.tmp; mv .f.tmp f; truncate -s 7 f; ln -s f l");
            assertThat(SITE.box(image).sh("cd " + folder + "; cat f; stat -c ' %a' f; readlink l; ls -A"))
                    .isEqualTo("one\ntwo 640\nf\nf\nl");
        }
        SITE.box(image).awaitEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void bytesAreWrittenAndReadAnywhere(Image image) throws IOException {
        String folder = SITE.folder(image);
        Path here = FileSite.file(dir.resolve("f"), 1_000_000);
        String script = "for at in 0 999990 131071 500000; do"
                + " printf %010d $at | dd of=f bs=1 seek=$at conv=notrunc,fsync status=none; done; sha256sum < f";
        try (SshfsMount mount = mount(image, folder)) {
            Files.copy(here, mount.at().resolve("f"));
            String there = sh(mount.at(), script);
            assertThat(there).isEqualTo(sh(dir, script));
            assertThat(SITE.sum(image, folder + "/f")).isEqualTo(there.split(" ", -1)[0]);
        }
    }

    @ParameterizedTest
    @EnumSource
    void treesAreCopiedInAndReadBack(Image image) throws IOException {
        Path tree = FileSite.tree(dir.resolve("tree"));
        String folder = SITE.folder(image);
        try (SshfsMount mount = mount(image, folder)) {
            sh(mount.at(), "cp -r " + tree + " .");
            FileSite.assertSame(tree, mount.at().resolve("tree"));
        }
        try (SshfsMount again = mount(image, folder)) {
            FileSite.assertSame(tree, again.at().resolve("tree"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWritesByWayOfAnotherFileLeavesTheOneItMeans(Image image) throws IOException {
        Path from = Files.writeString(dir.resolve("from"), "one\ntwo\n");
        Files.setLastModifiedTime(from, FileTime.fromMillis(1_000_000_000_000L));
        try (SshfsMount mount = mount(image, SITE.folder(image))) {
            String script = "touch new; touch -d @1234567890 old; cp -p " + from + " kept; install -m 600 " + from
                    + " f; sed -i s/one/1/ f; vim -es -u NONE -c 's/two/2/' -c wq f; printf 'end\\n' >> f;"
                    + " stat -c %a f; cat f; mkdir d; mv kept d/; mv d/kept new; rmdir d; exec 3>> f; mv new f;"
                    + " exec 3>&-; stat -c '%n %s %Y' old f; ls; cat f";
            assertThat(sh(mount.at(), script))
                    .isEqualTo("600\n1\n2\nend\nold 0 1234567890\nf 8 1000000000\nf\nold\none\ntwo");
        }
    }

    @Test
    void withoutAShellWhatCannotBeDoneIsAnErrorAndNoHang() throws IOException {
        try (SshfsMount mount = mount(Image.WITHOUT_SHELL, SITE.folder(Image.WITHOUT_SHELL))) {
            Ran ran = Child.run(List.of(
                    "sh", "-c", "cd \"$0\"; mkdir d; mv d e; ls", mount.at().toString()));
            assertThat(ran.out()).isEqualTo("d\n");
            assertThat(ran.err()).contains("mv:", "not supported");
        }
    }
}
