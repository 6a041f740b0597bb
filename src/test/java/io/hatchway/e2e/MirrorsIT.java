package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.e2e.FileSite.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Tools that keep two folders alike: lftp and rclone. */
@RealEngine
final class MirrorsIT {
    @AutoClose
    private static final FileSite SITE = new FileSite();

    @TempDir
    private Path dir;

    private Ran lftp(Image image, String commands) {
        String connect = SITE.sftp(image).sshCommand().replace("BatchMode=yes", "BatchMode=no") + " -a -x";
        String script = "set sftp:connect-program '" + connect + "'; set net:max-retries 1; set net:timeout 20;"
                + " set cmd:fail-exit yes; open -u " + SITE.login(image) + ",none sftp://127.0.0.1:"
                + SITE.gateway().port() + "; " + commands;
        return Child.run(List.of("lftp", "-c", script), Map.of("HOME", dir.toString()));
    }

    private Ran rclone(Image image, String... words) {
        List<String> argv = new ArrayList<>(
                List.of("rclone", "--config", dir.resolve("none").toString()));
        argv.addAll(List.of("--sftp-host", "127.0.0.1", "--sftp-user", SITE.login(image)));
        argv.addAll(List.of("--sftp-port", Integer.toString(SITE.gateway().port())));
        argv.addAll(List.of("--sftp-key-file", SITE.gateway().site().userKey().toString()));
        argv.addAll(List.of("--retries", "1"));
        argv.addAll(List.of(words));
        return Child.run(argv, Map.of("HOME", dir.toString()));
    }

    @ParameterizedTest
    @EnumSource
    void lftpMirrorsBothWays(Image image) throws IOException {
        String folder = SITE.folder(image);
        Path tree = FileSite.tree(dir.resolve("tree"));
        Path back = dir.resolve("back");
        lftp(image, "mirror -R " + tree + " " + folder + "/m; mirror " + folder + "/m " + back)
                .ok();
        FileSite.assertSame(tree, back);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "WITHOUT_SHELL")
    void lftpCarriesOverWhatChangedAndRemovesWhatIsGone(Image image) throws IOException {
        String folder = SITE.folder(image);
        Path tree = FileSite.tree(dir.resolve("tree"));
        lftp(image, "mirror -R " + tree + " " + folder + "/m").ok();
        Files.writeString(tree.resolve("a b/f1"), "longer than it was before\n");
        Files.delete(tree.resolve("a b/f2"));
        Path back = dir.resolve("back");
        lftp(image, "mirror -R --delete " + tree + " " + folder + "/m; mirror -P 3 " + folder + "/m " + back)
                .ok();
        FileSite.assertSame(tree, back);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "WITHOUT_SHELL")
    void rcloneSyncsAndFindsBothAlike(Image image) throws IOException {
        String remote = ":sftp:" + SITE.folder(image) + "/r";
        Path tree = FileSite.tree(dir.resolve("tree"));
        rclone(image, "sync", "--create-empty-src-dirs", tree.toString(), remote)
                .ok();
        // With its sums from the container's own md5sum or sha1sum, and then byte by byte.
        assertThat(rclone(image, "check", tree.toString(), remote).err()).contains("0 differences found");
        assertThat(rclone(image, "check", "--download", tree.toString(), remote).err())
                .contains("0 differences found");
        Files.delete(tree.resolve("a b/f3"));
        Files.writeString(tree.resolve("a b/f4"), "changed\n");
        rclone(image, "sync", tree.toString(), remote).ok();
        Path back = dir.resolve("back");
        rclone(image, "copy", "--create-empty-src-dirs", remote, back.toString())
                .ok();
        FileSite.assertSame(tree, back);
    }

    /** Nothing can be asked for sums there, and files cannot take another's place. */
    @Test
    void rcloneCopiesWhereThereIsNoShell() throws IOException {
        String remote = ":sftp:" + SITE.folder(Image.WITHOUT_SHELL) + "/r";
        Path tree = FileSite.tree(dir.resolve("tree"));
        String[] plain = {"--sftp-disable-hashcheck", "--sftp-shell-type", "none", "--create-empty-src-dirs"};
        rclone(Image.WITHOUT_SHELL, words("copy", tree.toString(), remote, plain))
                .ok();
        Path back = dir.resolve("back");
        rclone(Image.WITHOUT_SHELL, words("copy", remote, back.toString(), plain))
                .ok();
        FileSite.assertSame(tree, back);
    }

    private static String[] words(String verb, String from, String to, String... more) {
        List<String> words = new ArrayList<>(List.of(verb, from, to));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }
}
