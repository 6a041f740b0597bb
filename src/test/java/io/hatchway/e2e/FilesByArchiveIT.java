package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Files where no shell can work on them: an image without one, and a container that does not run. */
@RealEngine
final class FilesByArchiveIT {
    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Box bare;
    private static Box stopped;
    private static Box users;
    private static Box fixed;
    private static Box linked;
    private static Gateway gateway;

    @TempDir
    private Path dir;

    enum Kind {
        WITHOUT_SHELL,
        STOPPED
    }

    @BeforeAll
    static void start() {
        bare = STAGE.add(Box.withoutShell("--network", "none", "--tmpfs", "/run"));
        stopped = STAGE.add(Box.busybox("--network", "none", "--tmpfs", "/run"));
        stopped.sh("mkdir /srv/old && ln -s old /srv/link && echo kept > /srv/old/kept && chmod 640 /srv/old/kept");
        Docker.docker("stop", "-t", "0", stopped.name());
        users = STAGE.add(Box.withoutShell("--network", "none", "--user", "1000"));
        fixed = STAGE.add(Box.withoutShell("--read-only"));
        linked = STAGE.add(Box.debian("--network", "none", "--tmpfs", "/var/run"));
        Docker.docker("stop", "-t", "0", linked.name());
        Site site = STAGE.add(Site.create())
                .open(bare, stopped, users, fixed, linked)
                .open(bare.name() + "+app");
        gateway = STAGE.add(site.start());
    }

    private static Sftp sftp(Kind kind) {
        return new Sftp(gateway, (kind == Kind.STOPPED ? stopped : bare).name());
    }

    private Path file(String name, int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return Files.write(dir.resolve(name), bytes);
    }

    @ParameterizedTest
    @EnumSource
    void filesAndFoldersGoBothWays(Kind kind) throws IOException {
        Path tree = Files.createDirectory(dir.resolve("tree"));
        Files.createDirectory(tree.resolve("s p a c e"));
        Files.copy(file("big", 5_000_001), tree.resolve("s p a c e/big"));
        Files.createFile(tree.resolve("empty"));
        Files.writeString(tree.resolve("\u00e4"), "utf\n");
        sftp(kind).scp("-rp", tree.toString(), ":/srv/up").ok();
        sftp(kind).scp("-rp", ":/srv/up", dir.resolve("down").toString()).ok();
        assertThat(Child.run(List.of(
                                "diff",
                                "-r",
                                tree.toString(),
                                dir.resolve("down").toString()))
                        .ok())
                .isEmpty();
        sftp(kind).scp("-O", ":/srv/up/empty", dir.resolve("old").toString()).ok();
        assertThat(dir.resolve("old")).isEmptyFile();
    }

    @ParameterizedTest
    @CsvSource({"-O, read-only", "-s, close remote: Failure"})
    void aFileThatTheEngineDoesNotTakeIsAFailure(String protocol, String said) throws IOException {
        Ran ran = new Sftp(gateway, fixed.name()).scp(protocol, file("f", 10).toString(), ":/srv/f");
        assertThat(ran.code()).as(ran.err()).isNotZero();
        assertThat(ran.err()).contains(said);
    }

    @ParameterizedTest
    @EnumSource
    void anUploadIsResumed(Kind kind) throws IOException {
        Path whole = file("whole", 300_000);
        Path part = dir.resolve("part");
        Files.write(part, java.util.Arrays.copyOf(Files.readAllBytes(whole), 100_000));
        sftp(kind)
                .batch("put " + part + " /srv/f", "reput " + whole + " /srv/f", "get /srv/f " + dir.resolve("back"))
                .ok();
        assertThat(dir.resolve("back")).hasSameBinaryContentAs(whole);
    }

    @ParameterizedTest
    @EnumSource
    void whatTheEngineCannotDoIsSaidOnceAndAside(Kind kind) {
        Ran ran = sftp(kind)
                .batch(
                        "mkdir /srv/one",
                        "-rename /srv/one /srv/other",
                        "-rename /srv/one /srv/another",
                        "-df",
                        "-get /srv/nope");
        assertThat(ran.ok()).isNotEmpty();
        assertThat(ran.err()).contains("does not support statvfs", "Operation unsupported", "not found");
        assertThat(ran.err()).containsOnlyOnce("hatchway: This container has no shell");
        assertThat(ran.err()).contains("that renames no folder. Make the other folder");
    }

    @ParameterizedTest
    @EnumSource
    void filesAreRenamedLinkedAndRemoved(Kind kind) throws IOException {
        Path file = file("f", 10);
        Ran ran = sftp(kind)
                .batch(
                        "put " + file + " /srv/g",
                        "put " + file("other", 20) + " /srv/h",
                        "chmod 600 /srv/g",
                        "rename /srv/g /srv/h",
                        "ln /srv/h /srv/i",
                        "rm /srv/i",
                        "mkdir /srv/d",
                        "put " + file + " /srv/d/x",
                        "-rmdir /srv/d",
                        "rm /srv/d/x",
                        "rmdir /srv/d",
                        "ls -l /srv",
                        "get /srv/h " + dir.resolve("back"));
        assertThat(ran.ok()).containsPattern("(?m)^-rw------- .* 10 .* h$").doesNotContainPattern("(?m)^[-d].* [dgi]$");
        assertThat(ran.err()).contains("remote rmdir \"/srv/d\": Failure").doesNotContain("hatchway:");
        assertThat(dir.resolve("back")).hasSameBinaryContentAs(file);
    }

    @ParameterizedTest
    @EnumSource
    void whatOnlyTheRunningContainerSeesIsRefused(Kind kind) throws IOException {
        Path file = file("f", 10);
        Ran ran = sftp(kind)
                .batch(
                        "-put " + file + " /run/f",
                        "-ls /run",
                        "-ls /proc",
                        "-mkdir /dev/d",
                        "ln -s /run /srv/to-run",
                        "-put " + file + " /srv/to-run/f",
                        "ls -l /");
        assertThat(ran.ok()).containsPattern("(?m)^d.* run$").containsPattern("(?m)^d.* proc$");
        assertThat(ran.err().split("Operation unsupported", -1).length)
                .as(ran.err())
                .isEqualTo(6);
        assertThat(ran.err())
                .containsOnlyOnce("not those in /run: what is mounted there is the running container's alone")
                .contains("not those in /proc:", "not those in /dev:");
        Ran scp = sftp(kind).scp(file.toString(), ":/run/f");
        assertThat(scp.code()).isNotZero();
        assertThat(scp.err()).contains("hatchway: ", "Use another folder, such as a volume.");
        assertThat(sftp(kind).scp("-O", file.toString(), ":/run/f").err()).contains("not those in /run");
    }

    @Test
    void whatIsMountedWhereALinkLeadsIsRefusedByEveryName() throws IOException {
        Path file = file("f", 10);
        Ran ran = new Sftp(gateway, linked.name())
                .batch("-put " + file + " /run/f", "-put " + file + " /var/run/f", "put " + file + " /srv/f");
        assertThat(ran.ok()).isNotEmpty();
        assertThat(ran.err().split("Operation unsupported", -1).length)
                .as(ran.err())
                .isEqualTo(3);
        assertThat(ran.err()).containsOnlyOnce("not those in /run: what is mounted there");
    }

    @ParameterizedTest
    @EnumSource
    void relativeNamesBeginWhereAProgramWould(Kind kind) throws IOException {
        Path file = file("f", 10);
        assertThat(sftp(kind).batch("pwd", "put " + file + " relative").ok()).contains("directory: /srv");
        sftp(kind).scp(":/srv/relative", dir.resolve("back").toString()).ok();
        assertThat(dir.resolve("back")).hasSameBinaryContentAs(file);
    }

    @Test
    void aStoppedContainersLinksAndModesAreThere() {
        Ran ran =
                sftp(Kind.STOPPED).batch("ls -l /srv", "ls -l /srv/link", "get /srv/link/kept " + dir.resolve("kept"));
        assertThat(ran.ok()).contains("lrwxrwxrwx").contains("-rw-r-----");
        assertThat(dir.resolve("kept")).hasContent("kept\n");
    }

    @Test
    void aShellInAStoppedContainerIsStillRefused() {
        Ran ran = gateway.ssh(stopped).run("true");
        assertThat(ran.code()).isEqualTo(254);
        assertThat(ran.err())
                .contains("The container " + stopped.name()
                        + " is not running: exited (137). Log in again when it is started."
                        + " Its files can be used all the same, with scp and sftp.");
    }

    @Test
    void aUserWhoIsNotRootIsRefusedWithASentence() {
        for (String login : List.of(users.name(), bare.name() + "+app")) {
            Ran ran = new Sftp(gateway, login).batch("ls /");
            assertThat(ran.code()).isNotZero();
            assertThat(ran.err()).contains("the engine works as root").doesNotContain("etc");
            assertThat(gateway.ssh(login).run("true").err()).doesNotContain("all the same");
        }
    }
}
