package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.e2e.FileSite.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Clients whose other half must be in the image: rsync, and git over ssh. */
@RealEngine
final class RsyncGitIT {
    @AutoClose
    private static final FileSite SITE = new FileSite();

    @TempDir
    private Path dir;

    /** This machine's programs run there as well: the image is of the same release. */
    @BeforeAll
    static void install() {
        install(SITE, "/usr/bin/rsync", "/usr/bin/git");
        SITE.box(Image.DEBIAN).sh("cd /usr/bin && ln -s git git-upload-pack && ln -s git git-receive-pack");
    }

    /** Puts programs and the libraries they need into the Debian container. */
    static void install(FileSite site, String... programs) {
        TreeSet<String> files = new TreeSet<>(Arrays.asList(programs));
        for (String program : programs) {
            Child.run(List.of("ldd", program))
                    .ok()
                    .lines()
                    .flatMap(line -> Arrays.stream(line.strip().split(" ", -1)))
                    .filter(word -> word.startsWith("/"))
                    // As the folder is called in the container, where no link may stand in a folder's place.
                    .forEach(library -> files.add("/usr" + library.replaceFirst("^/usr", "")));
        }
        String list =
                String.join(" ", files.stream().map(file -> file.substring(1)).toList());
        Child.run(List.of("sh", "-c", "tar -chf - -C / " + list + " | docker cp - " + site.login(Image.DEBIAN) + ":/"))
                .ok();
    }

    private Ran rsync(Image image, String... words) {
        List<String> argv =
                new ArrayList<>(List.of("rsync", "-e", SITE.sftp(image).sshCommand()));
        for (String word : words) {
            argv.add(word.startsWith(":") ? SITE.login(image) + "@127.0.0.1" + word : word);
        }
        return Child.run(argv);
    }

    private Ran git(Image image, String... words) {
        List<String> argv = new ArrayList<>(List.of("git", "-c", "user.name=a", "-c", "user.email=a@example.org"));
        for (String word : words) {
            argv.add(word.startsWith(":") ? SITE.login(image) + "@127.0.0.1" + word : word);
        }
        return Child.run(
                argv,
                Map.of(
                        "HOME",
                        dir.toString(),
                        "GIT_SSH_COMMAND",
                        SITE.sftp(image).sshCommand()));
    }

    @Test
    void rsyncCarriesTreesBothWaysAndOnlyWhatChanged() throws IOException {
        Path tree = FileSite.tree(dir.resolve("tree"));
        String folder = SITE.folder(Image.DEBIAN);
        rsync(Image.DEBIAN, "-a", tree + "/", ":" + folder).ok();
        Files.writeString(tree.resolve("a b/f1"), "changed\n");
        Files.delete(tree.resolve("a b/f2"));
        String said = rsync(Image.DEBIAN, "-ai", "--delete", "-z", tree + "/", ":" + folder)
                .ok();
        assertThat(said).contains("a b/f1", "deleting a b/f2").doesNotContain("big");
        Path back = dir.resolve("back");
        rsync(Image.DEBIAN, "-a", ":" + folder + "/", back.toString()).ok();
        FileSite.assertSame(tree, back);
        SITE.box(Image.DEBIAN).awaitEmpty();
    }

    @Test
    void rsyncGoesOnWithWhatBrokeOffAndLosesNoOutput() throws IOException {
        Path big = FileSite.file(dir.resolve("big"), 20_000_000);
        String folder = SITE.folder(Image.DEBIAN);
        Files.write(dir.resolve("part"), Arrays.copyOf(Files.readAllBytes(big), 7_654_321));
        rsync(Image.DEBIAN, dir.resolve("part").toString(), ":" + folder + "/big")
                .ok();
        rsync(Image.DEBIAN, "--append-verify", big.toString(), ":" + folder + "/big")
                .ok();
        assertThat(SITE.sum(Image.DEBIAN, folder + "/big")).isEqualTo(FileSite.sum(big));
        SITE.box(Image.DEBIAN)
                .sh("cd " + folder
                        + " && mkdir n && cd n && seq 3000 | sed 's/$/ some name/' | tr '\\n' '\\0' | xargs -0 touch");
        assertThat(rsync(Image.DEBIAN, "--list-only", ":" + folder + "/n/").ok().lines())
                .hasSize(3001);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "DEBIAN")
    void whereThereIsNoRsyncASentenceSaysSo(Image image) throws IOException {
        Ran ran = rsync(image, FileSite.file(dir.resolve("f"), 10).toString(), ":/srv/f");
        assertThat(ran.code()).isNotZero();
        assertThat(ran.err())
                .contains("hatchway: rsync is not in the container " + SITE.login(image), "use scp or sftp");
        assertThat(SITE.gateway()
                        .ssh(SITE.box(image))
                        .run("rsync --server . /srv")
                        .code())
                .isEqualTo(127);
    }

    @Test
    void gitClonesFetchesAndPushes() throws IOException {
        String repository = SITE.folder(Image.DEBIAN) + "/r.git";
        SITE.box(Image.DEBIAN).sh("git init -q --bare -b main " + repository + " 2> /dev/null");
        Path mine = dir.resolve("mine");
        git(Image.DEBIAN, "init", "-q", "-b", "main", mine.toString()).ok();
        FileSite.file(mine.resolve("big"), 3_000_000);
        String at = mine.toString();
        git(Image.DEBIAN, "-C", at, "add", ".").ok();
        git(Image.DEBIAN, "-C", at, "commit", "-qm", "one").ok();
        git(Image.DEBIAN, "-C", at, "push", "-q", ":" + repository, "main").ok();
        Path theirs = dir.resolve("theirs");
        git(Image.DEBIAN, "clone", "-q", ":" + repository, theirs.toString()).ok();
        assertThat(theirs.resolve("big")).hasSameBinaryContentAs(mine.resolve("big"));
        git(Image.DEBIAN, "-C", at, "commit", "-q", "--allow-empty", "-m", "two")
                .ok();
        git(Image.DEBIAN, "-C", at, "push", "-q", ":" + repository, "main").ok();
        git(Image.DEBIAN, "-C", theirs.toString(), "pull", "-q").ok();
        assertThat(git(Image.DEBIAN, "-C", theirs.toString(), "log", "--format=%s")
                        .ok())
                .isEqualTo("two\none\n");
        SITE.box(Image.DEBIAN).awaitEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "DEBIAN")
    void whereThereIsNoGitASentenceSaysSo(Image image) {
        Ran ran = git(image, "clone", "-q", ":/srv/r.git", dir.resolve("r").toString());
        assertThat(ran.code()).isNotZero();
        assertThat(ran.err()).contains("hatchway: git is not in the container " + SITE.login(image));
    }
}
