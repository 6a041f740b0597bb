package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files by OpenSSH's own sftp and scp: the same in every kind of image that has a shell. */
@RealEngine
final class FilesIT {
    @AutoClose
    private static final Stage STAGE = new Stage();

    private static final Map<Image, Box> BOXES = new HashMap<>();
    private static Gateway gateway;

    @TempDir
    private Path dir;

    /** What works on files: Perl, a shell with GNU's tools, a shell with busybox's. */
    enum Image {
        DEBIAN,
        DEBIAN_WITHOUT_PERL,
        BUSYBOX;

        private Box start() {
            Box box = this == BUSYBOX ? Box.busybox("--network", "none") : Box.debian("--network", "none");
            if (this == DEBIAN_WITHOUT_PERL) {
                box.sh("rm /usr/bin/perl");
            }
            return box;
        }
    }

    @BeforeAll
    static void start() {
        Site site = STAGE.add(Site.create());
        for (Image image : Image.values()) {
            Box box = STAGE.add(image.start());
            BOXES.put(image, box);
            site.open(box).open(box.name() + "+app");
        }
        gateway = STAGE.add(site.start());
    }

    @BeforeEach
    void clean() {
        BOXES.values().forEach(box -> box.sh("rm -rf /srv/t && mkdir -m 777 /srv/t"));
    }

    private static Box box(Image image) {
        return Objects.requireNonNull(BOXES.get(image));
    }

    private static Sftp sftp(Image image) {
        return new Sftp(gateway, box(image).name());
    }

    private Path file(String name, int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return Files.write(dir.resolve(name), bytes);
    }

    static Stream<Arguments> imagesAndSizes() {
        return Stream.of(Image.values())
                .flatMap(image -> Stream.of(0, 1, 4096, 32 * 1024 + 1, 261_120, 30_000_001)
                        .map(size -> Arguments.of(image, size)));
    }

    @ParameterizedTest(name = "{1} bytes, {0}")
    @MethodSource("imagesAndSizes")
    void aFileGoesInAndComesOutUnchanged(Image image, int size) throws IOException {
        Path in = file("in", size);
        Path out = dir.resolve("out");
        sftp(image).batch("put " + in + " /srv/t/f", "get /srv/t/f " + out).ok();
        assertThat(out).hasSameBinaryContentAs(in);
        assertThat(box(image).sh("sha256sum < /srv/t/f"))
                .isEqualTo(Child.run(List.of("sha256sum"), Files.readAllBytes(in))
                        .ok()
                        .strip());
        box(image).awaitEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aLargeFileIsReadBesideItsProgramAndLetGoOf(Image image) throws IOException {
        Path in = file("large-" + image, 6_000_000);
        Path out = dir.resolve("out");
        sftp(image).scp(in.toString(), ":/srv/t").ok();
        String name = "/srv/t/" + in.getFileName();
        try (Child slow = sftp(image).startScp("-l", "40000", ":" + name, out.toString())) {
            Eventually.holds(() -> !gateway.open(name).isEmpty(), () -> "the gateway has not opened " + name);
            assertThat(slow.await(Duration.ofMinutes(1)).code()).isZero();
        }
        assertThat(out).hasSameBinaryContentAs(in);
        Eventually.holds(() -> gateway.open(name).isEmpty(), () -> "the gateway still has " + gateway.open(name));
        box(image).awaitEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aVanishedReaderOfALargeFileLeavesNothingOpen(Image image) throws IOException {
        Path in = file("vanished-" + image, 6_000_000);
        sftp(image).scp(in.toString(), ":/srv/t").ok();
        String name = "/srv/t/" + in.getFileName();
        try (Child slow = sftp(image)
                .startScp("-l", "8000", ":" + name, dir.resolve("out").toString())) {
            Eventually.holds(() -> !gateway.open(name).isEmpty(), () -> "the gateway has not opened " + name);
            slow.signal("KILL");
        }
        Eventually.holds(() -> gateway.open(name).isEmpty(), () -> "the gateway still has " + gateway.open(name));
        box(image).awaitEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void anUploadThatBrokeOffIsResumed(Image image) throws IOException {
        Path whole = file("whole", 5_000_000);
        Path part = dir.resolve("part");
        Files.write(part, java.util.Arrays.copyOf(Files.readAllBytes(whole), 1_234_567));
        Path back = dir.resolve("back");
        Files.copy(part, back);
        sftp(image)
                .batch("put " + part + " /srv/t/f", "reput " + whole + " /srv/t/f", "reget /srv/t/f " + back)
                .ok();
        assertThat(back).hasSameBinaryContentAs(whole);
    }

    @ParameterizedTest
    @EnumSource
    void foldersGoBothWaysWithModesAndTimes(Image image) throws IOException {
        Path tree = Files.createDirectory(dir.resolve("tree"));
        Path deep = Files.createDirectories(tree.resolve("a b/c\"d/-e"));
        Files.writeString(deep.resolve("'x' $(y) `z` *?"), "odd\n");
        Files.writeString(deep.resolve("\u00e4\u306e"), "utf\n");
        Files.writeString(
                Files.createDirectories(tree.resolve("down/".repeat(40))).resolve("bottom"), "deep\n");
        Path script = Files.writeString(tree.resolve("run"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(script, java.nio.file.attribute.PosixFilePermissions.fromString("rwx--x---"));
        Files.setLastModifiedTime(script, java.nio.file.attribute.FileTime.fromMillis(1_000_000_000_000L));
        sftp(image).scp("-rp", tree.toString(), ":/srv/t/up").ok();
        sftp(image).scp("-rp", ":/srv/t/up", dir.resolve("down").toString()).ok();
        assertThat(Child.run(List.of(
                                "diff",
                                "-r",
                                tree.toString(),
                                dir.resolve("down").toString()))
                        .ok())
                .isEmpty();
        assertThat(box(image).sh("stat -c '%a %Y' /srv/t/up/run")).isEqualTo("710 1000000000");
        assertThat(Files.getLastModifiedTime(dir.resolve("down/run")).toMillis())
                .isEqualTo(1_000_000_000_000L);
    }

    @ParameterizedTest
    @EnumSource
    void foldersGoBothWaysByTheOldProtocol(Image image) throws IOException {
        Path tree = Files.createDirectory(dir.resolve("tree"));
        Files.createDirectory(tree.resolve("sub"));
        Files.copy(file("big", 3_000_001), tree.resolve("sub/big"));
        Files.createFile(tree.resolve("empty"));
        Files.writeString(tree.resolve("a 'b' \"c\""), "odd\n");
        sftp(image).scp("-O", "-rp", tree.toString(), ":/srv/t/up").ok();
        sftp(image)
                .scp("-O", "-rp", ":/srv/t/up", dir.resolve("down").toString())
                .ok();
        assertThat(Child.run(List.of(
                                "diff",
                                "-r",
                                tree.toString(),
                                dir.resolve("down").toString()))
                        .ok())
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void theOldProtocolSaysWhatFailed(Image image) throws IOException {
        Ran up = sftp(image).scp("-O", file("f", 10).toString(), ":/nowhere/f");
        assertThat(up.code()).isEqualTo(1);
        assertThat(up.err()).contains("No such file or directory");
        Ran down = sftp(image).scp("-O", ":/nowhere", dir.toString());
        assertThat(down.code()).isEqualTo(1);
        assertThat(down.err()).contains("/nowhere: No such file or directory");
    }

    @ParameterizedTest
    @EnumSource
    void namesThatAreNotUtf8AreKept(Image image) {
        box(image).sh("cd /srv/t && printf one > \"$(printf 'a\\377\\201b')\" && printf two > \"$(printf 'n\\nl')\"");
        sftp(image).batch("get -r /srv/t " + dir.resolve("down")).ok();
        Ran names = Child.run(List.of(
                "sh", "-c", "cd " + dir.resolve("down") + " && for f in *; do printf %s \"$f\" | od -An -tx1; done"));
        assertThat(names.ok().replaceAll("\\s+", " ").strip()).isEqualTo("61 ff 81 62 6e 0a 6c");
    }

    @ParameterizedTest
    @EnumSource
    void tenThousandFilesAreListed(Image image) {
        box(image).sh("cd /srv/t && seq 10000 | sed 's/^/file /' | tr '\\n' '\\0' | xargs -0 touch");
        Ran ran = sftp(image).batch("ls -1 /srv/t");
        assertThat(ran.ok().lines().filter(line -> line.contains("/file "))).hasSize(10_000);
    }

    @ParameterizedTest
    @EnumSource
    void linksAreWhatTheyAre(Image image) {
        Ran ran = sftp(image)
                .batch(
                        "cd /srv/t",
                        "symlink /nowhere dangling",
                        "symlink loop loop",
                        "symlink . here",
                        "-get dangling",
                        "-ls loop/x",
                        "ls -l here/dangling",
                        "-symlink x dangling",
                        "rm dangling",
                        "rm loop");
        assertThat(ran.ok()).contains("lrwxrwxrwx");
        assertThat(ran.err()).contains("not found").contains("Failure");
        assertThat(box(image).sh("ls -A /srv/t; readlink /srv/t/here")).isEqualTo("here\n.");
    }

    @ParameterizedTest
    @EnumSource
    void namesAreChangedAndRemoved(Image image) throws IOException {
        Path one = file("one", 10);
        Path two = file("two", 20);
        sftp(image)
                .batch(
                        "cd /srv/t",
                        "put " + one + " one",
                        "put " + two + " two",
                        "ln one also",
                        "rename two one",
                        "mkdir d",
                        "-rmdir /srv/t",
                        "rename d e",
                        "chmod 640 one",
                        "chown 1000 one",
                        "chgrp 1000 one",
                        "rmdir e",
                        "rm also")
                .ok();
        assertThat(box(image).sh("cd /srv/t && stat -c '%n %a %u %g %s' *")).isEqualTo("one 640 1000 1000 20");
    }

    @ParameterizedTest
    @EnumSource
    void aUserReachesWhatThatUserMay(Image image) throws IOException {
        box(image).sh("echo secret > /srv/t/secret && chmod 600 /srv/t/secret && mkdir -m 700 /srv/t/closed");
        Sftp app = new Sftp(gateway, box(image).name() + "+app");
        Ran ran = app.batch(
                "-get /srv/t/secret " + dir,
                "-put " + file("f", 10) + " /srv/t/secret",
                "-ls /srv/t/closed",
                "-put " + file("g", 10) + " /srv/t/closed/g",
                "-rm /etc/passwd",
                "-chmod 777 /srv/t/secret",
                "put " + file("mine", 10) + " /srv/t/mine");
        assertThat(ran.code()).isZero();
        assertThat(ran.err().lines().filter(line -> line.contains("Permission denied")))
                .hasSize(6);
        assertThat(dir.resolve("secret")).doesNotExist();
        assertThat(box(image).sh("stat -c %U /srv/t/mine && cat /srv/t/secret")).isEqualTo("app\nsecret");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNoFileIsNotOpened(Image image) throws IOException {
        box(image).sh("mkfifo /srv/t/pipe");
        Ran ran = sftp(image).batch("-put " + file("f", 10) + " /srv/t/pipe", "-get /srv/t", "ls -l /srv/t");
        assertThat(ran.ok()).contains("prw");
        assertThat(ran.err()).contains("Failure");
    }

    @ParameterizedTest
    @EnumSource
    void aFullDiskIsAFailure(Image image) throws IOException {
        String name = Box.freshName();
        Image kind = image == Image.DEBIAN_WITHOUT_PERL ? Image.DEBIAN : image;
        try (Box small = Box.named(
                name,
                kind == Image.BUSYBOX ? "hatchway-test-busybox" : "hatchway-test-debian",
                "--network",
                "none",
                "--tmpfs",
                "/small:size=1m")) {
            if (image == Image.DEBIAN_WITHOUT_PERL) {
                small.sh("rm /usr/bin/perl");
            }
            gateway.site().open(small);
            Eventually.holds(() -> gateway.ssh(small).run("true").code() == 0, gateway::log);
            Path big = file("big", 5_000_000);
            Sftp sftp = new Sftp(gateway, name);
            assertThat(sftp.scp(big.toString(), ":/small/f").code()).isNotZero();
            Ran old = sftp.scp("-O", big.toString(), ":/small/f");
            assertThat(old.code()).isNotZero();
            assertThat(old.err()).contains("No space left on device");
            assertThat(gateway.ssh(small).run("df /small").code()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatVanishesLeavesNoProcess(Image image) throws IOException {
        Path big = file("big", 100_000_000);
        try (Child client = sftp(image).startScp("-l", "80000", big.toString(), ":/srv/t/f")) {
            Eventually.holds(
                    () -> Integer.parseInt(box(image).sh("stat -c %s /srv/t/f 2> /dev/null || echo 0")) > 0,
                    client::toString);
            client.signal("KILL");
            client.await();
        }
        box(image).awaitEmpty();
        assertThat(Integer.parseInt(box(image).sh("stat -c %s /srv/t/f"))).isLessThan(100_000_000);
    }

    @Test
    void aSubsystemThatIsNotThereIsRefusedWithASentence() {
        Ran ran = gateway.ssh(box(Image.BUSYBOX)).with("-s").run("netconf");
        assertThat(ran.code()).isEqualTo(254);
        assertThat(ran.err()).contains("'netconf'");
    }

    @Test
    void aClientThatDoesNotSpeakSftpIsSentAway() {
        Ran ran = gateway.ssh(box(Image.BUSYBOX))
                .with("-s")
                .feed("GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII), "sftp");
        assertThat(ran.code()).isEqualTo(1);
        box(Image.BUSYBOX).awaitEmpty();
    }
}
