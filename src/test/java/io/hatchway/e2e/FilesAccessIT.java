package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.e2e.FileSite.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Files without a shell, confined to folders, and what is remembered of them. */
@RealEngine
final class FilesAccessIT {
    @AutoClose
    private static final Stage STAGE = new Stage();

    private static final String ACCESS = """
            people:
              alice: {keys: [id.pub], roles: [courier]}
            roles:
              courier:
                - {allow: [files], containers: ["*"], files: [/srv/in, "/srv/in/pub:ro", "/srv/out:ro"]}
            """;

    private static Site site;
    private static Gateway gateway;
    private static Map<Image, Box> boxes;

    @TempDir
    private Path dir;

    @BeforeAll
    static void start() {
        boxes = Map.of(Image.DEBIAN, STAGE.add(Box.debian()), Image.BUSYBOX, STAGE.add(Box.busybox()));
        boxes.values()
                .forEach(box -> box.sh(
                        "mkdir -p /srv/in/pub /srv/out && echo for you > /srv/out/note && echo read > /srv/in/pub/doc"
                                + " && ln -s /etc /srv/in/out && echo other > /srv/x"));
        site = STAGE.add(Site.create()).open("admin");
        Site.write(site.dir().resolve("access.yaml"), ACCESS);
        site.configure("log: {level: info}\n");
        gateway = STAGE.add(site.start());
    }

    private static Box box(Image image) {
        return Objects.requireNonNull(boxes.get(image));
    }

    private static Sftp sftp(Image image) {
        return new Sftp(gateway, box(image).name());
    }

    private Path hello() throws IOException {
        return Files.writeString(dir.resolve("hello"), "hello\n");
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "WITHOUT_SHELL")
    void filesDoNotBringAShell(Image image) {
        Ran ran = gateway.ssh(box(image)).run("id");
        assertThat(ran.code()).as(ran::toString).isEqualTo(254);
        assertThat(ran.err()).contains("permission exec");
        assertThat(gateway.ssh(box(image)).with("-tt").run().code()).isEqualTo(254);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "WITHOUT_SHELL")
    void aDropBoxTakesFiles(Image image) throws IOException {
        sftp(image).batch("put " + hello() + " /srv/in/a").ok();
        assertThat(box(image).sh("cat /srv/in/a")).isEqualTo("hello");
        sftp(image).scp("-O", hello().toString(), ":/srv/in/b").ok();
        assertThat(box(image).sh("cat /srv/in/b")).isEqualTo("hello");
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "WITHOUT_SHELL")
    void whatIsForReadingIsNotWritten(Image image) throws IOException {
        sftp(image).batch("get /srv/out/note " + dir.resolve("note")).ok();
        assertThat(dir.resolve("note")).hasContent("for you\n");
        assertThat(sftp(image).batch("put " + hello() + " /srv/out/a").code()).isNotZero();
        assertThat(sftp(image).batch("rm /srv/out/note").code()).isNotZero();
        assertThat(box(image).sh("ls /srv/out")).isEqualTo("note");
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "WITHOUT_SHELL")
    void anOpenSftpWhoseFolderBecomesReadOnlyEndsWithinFiveSeconds(Image image) throws IOException {
        Path access = site.dir().resolve("access.yaml");
        List<String> argv = sftp(image).argv("sftp", "-b", "-");
        argv.add(box(image).name() + "@" + gateway.host());
        try (Child client = Child.start(argv)) {
            client.type("put " + hello() + " /srv/in/before\n");
            Eventually.holds(() -> box(image).sh("ls /srv/in").contains("before"), client::toString);
            Site.write(access, ACCESS.replace("/srv/in,", "\"/srv/in:ro\","));
            Eventually.within(
                    Duration.ofSeconds(5),
                    () -> client.err().contains("or not for what it does here"),
                    client::toString);
            // Its connection has ended; this client finds out when it next uses it.
            client.type("put " + hello() + " /srv/in/after\n");
            assertThat(client.await(Duration.ofSeconds(5)).code()).isNotZero();
            assertThat(sftp(image).batch("put " + hello() + " /srv/in/after").code())
                    .isNotZero();
            assertThat(box(image).sh("ls /srv/in")).doesNotContain("after");
        } finally {
            Site.write(access, ACCESS);
            Eventually.holds(() -> sftp(image).batch("rm /srv/in/before").code() == 0, () -> gateway.log());
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "WITHOUT_SHELL")
    void nothingElseIsReached(Image image) throws IOException {
        for (String path : List.of("/etc/passwd", "/srv/x", "/srv/in/../x", "/srv/in/out/passwd", "/srv/inner")) {
            assertThat(sftp(image)
                            .batch("get " + path + " " + dir.resolve("stolen"))
                            .code())
                    .as(path)
                    .isNotZero();
            assertThat(sftp(image).batch("put " + hello() + " " + path).code())
                    .as(path)
                    .isNotZero();
            assertThat(dir.resolve("stolen")).doesNotExist();
        }
        assertThat(sftp(image).batch("symlink /etc/passwd /srv/in/link").code()).isNotZero();
        assertThat(sftp(image).batch("rename /srv/in/out /srv/y").code()).isNotZero();
        assertThat(box(image).sh("cat /srv/x; ls /srv")).isEqualTo("other\nin\nout\nx");
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "WITHOUT_SHELL")
    void whatIsForReadingIsNotWrittenInAFolderThatIs(Image image) throws IOException {
        sftp(image).batch("get /srv/in/pub/doc " + dir.resolve("doc")).ok();
        assertThat(dir.resolve("doc")).hasContent("read\n");
        for (String command : List.of(
                "put " + hello() + " /srv/in/pub/a",
                "put " + hello() + " /srv/in/pub/doc",
                "rm /srv/in/pub/doc",
                "rename /srv/in/pub /srv/in/mine",
                "rename /srv/in/pub/doc /srv/in/mine",
                "chmod 600 /srv/in/pub/doc")) {
            assertThat(sftp(image).batch(command).code()).as(command).isNotZero();
        }
        assertThat(box(image).sh("cat /srv/in/pub/*; stat -c %a /srv/in/pub/doc"))
                .isEqualTo("read\n644");
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "WITHOUT_SHELL")
    void anOpenFileNeverLeadsOutside(Image image) {
        box(image).sh("ln -s /srv/x /srv/in/link && echo inside > /srv/in/f && echo more > /srv/in/g");
        Ran ran = Paramiko.run(gateway, box(image).name(), """
                del table[99], table[100]
                table[99], table[100] = paramiko.Channel._request_success, paramiko.Channel._request_failed
                sftp = paramiko.SFTPClient.from_transport(connected())
                f = sftp.open("/srv/in/f", "r+", 0)
                print(f.read(100))
                sftp.posix_rename("/srv/in/link", "/srv/in/f")
                f.seek(0)
                print(f.read(100))
                f.seek(0)
                f.write("X")
                f.chmod(0o600)
                g = sftp.open("/srv/in/g", "r+", 0)
                print(g.read(100))
                g.seek(0)
                g.write("M")
                f.seek(0)
                try:
                    print(b"other" in f.read(100))
                    f.seek(0)
                    f.write("Y")
                    f.chmod(0o600)
                except IOError as gone:
                    print(False)
                """);
        assertThat(ran.ok()).isEqualTo("b'inside\\n'\nb'inside\\n'\nb'more\\n'\nFalse\n");
        assertThat(box(image).sh("cat /srv/x; stat -c %a /srv/x; cat /srv/in/g; rm /srv/in/f /srv/in/g"))
                .isEqualTo("other\n644\nMore");
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "WITHOUT_SHELL")
    void whatWentThroughIsOnRecordWithItsDigest(Image image) throws IOException {
        sftp(image)
                .batch("put " + hello() + " /srv/in/rec", "rename /srv/in/rec /srv/in/rec2", "rm /srv/in/rec2")
                .ok();
        Eventually.holds(
                () -> Site.read(site.state().resolve("audit/audit.jsonl"))
                        .lines()
                        .anyMatch(line -> line.contains("file.remove")
                                && line.contains(box(image).name())),
                () -> Site.read(site.state().resolve("audit/audit.jsonl")));
        List<String> lines = Site.read(site.state().resolve("audit/audit.jsonl"))
                .lines()
                .filter(line ->
                        line.contains("/srv/in/rec") && line.contains(box(image).name()))
                .toList();
        assertThat(lines)
                .anySatisfy(line -> assertThat(line)
                        .contains("\"event\":\"file.close\"")
                        .contains("\"bytes_written\":6")
                        .contains("5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"));
        assertThat(lines).anySatisfy(line -> assertThat(line).contains("\"event\":\"file.rename\""));
        assertThat(lines).anySatisfy(line -> assertThat(line).contains("\"event\":\"file.remove\""));
        assertThat(lines).allSatisfy(line -> assertThat(line).contains("\"outcome\":\"ok\""));
    }
}
