package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
                - {allow: [files], containers: ["*"], files: [/srv/in, "/srv/out:ro"]}
            """;

    private static Site site;
    private static Gateway gateway;
    private static Box box;

    @TempDir
    private Path dir;

    @BeforeAll
    static void start() {
        box = STAGE.add(Box.debian());
        box.sh(
                "mkdir /srv/in /srv/out && echo for you > /srv/out/note && ln -s /etc /srv/in/out && echo other > /srv/x");
        site = STAGE.add(Site.create()).open("admin");
        Site.write(site.dir().resolve("access.yaml"), ACCESS);
        site.configure("log: {level: info}\n");
        gateway = STAGE.add(site.start());
    }

    private static Sftp sftp() {
        return new Sftp(gateway, box.name());
    }

    private Path hello() throws IOException {
        return Files.writeString(dir.resolve("hello"), "hello\n");
    }

    @Test
    void filesDoNotBringAShell() {
        Ran ran = gateway.ssh(box).run("id");
        assertThat(ran.code()).isEqualTo(254);
        assertThat(ran.err()).contains("permission exec");
        assertThat(gateway.ssh(box).with("-tt").run().code()).isEqualTo(254);
    }

    @Test
    void aDropBoxTakesFiles() throws IOException {
        sftp().batch("put " + hello() + " /srv/in/a").ok();
        assertThat(box.sh("cat /srv/in/a")).isEqualTo("hello");
        sftp().scp("-O", hello().toString(), ":/srv/in/b").ok();
        assertThat(box.sh("cat /srv/in/b")).isEqualTo("hello");
    }

    @Test
    void whatIsForReadingIsNotWritten() throws IOException {
        sftp().batch("get /srv/out/note " + dir.resolve("note")).ok();
        assertThat(dir.resolve("note")).hasContent("for you\n");
        assertThat(sftp().batch("put " + hello() + " /srv/out/a").code()).isNotZero();
        assertThat(sftp().batch("rm /srv/out/note").code()).isNotZero();
        assertThat(box.sh("ls /srv/out")).isEqualTo("note");
    }

    @Test
    void anOpenSftpWhoseFolderBecomesReadOnlyEndsWithinFiveSeconds() throws IOException {
        Path access = site.dir().resolve("access.yaml");
        List<String> argv = sftp().argv("sftp", "-b", "-");
        argv.add(box.name() + "@" + gateway.host());
        try (Child client = Child.start(argv)) {
            client.type("put " + hello() + " /srv/in/before\n");
            Eventually.holds(() -> box.sh("ls /srv/in").contains("before"), client::toString);
            Site.write(access, ACCESS.replace("/srv/in,", "\"/srv/in:ro\","));
            Eventually.within(
                    Duration.ofSeconds(5),
                    () -> client.err().contains("or not for what it does here"),
                    client::toString);
            // Its connection has ended; this client finds out when it next uses it.
            client.type("put " + hello() + " /srv/in/after\n");
            assertThat(client.await(Duration.ofSeconds(5)).code()).isNotZero();
            assertThat(sftp().batch("put " + hello() + " /srv/in/after").code()).isNotZero();
            assertThat(box.sh("ls /srv/in")).doesNotContain("after");
        } finally {
            Site.write(access, ACCESS);
            Eventually.holds(() -> sftp().batch("rm /srv/in/before").code() == 0, () -> gateway.log());
        }
    }

    @Test
    void nothingElseIsReached() throws IOException {
        for (String path : List.of("/etc/passwd", "/srv/x", "/srv/in/../x", "/srv/in/out/passwd", "/srv/inner")) {
            assertThat(sftp().batch("get " + path + " " + dir.resolve("stolen")).code())
                    .as(path)
                    .isNotZero();
            assertThat(sftp().batch("put " + hello() + " " + path).code())
                    .as(path)
                    .isNotZero();
            assertThat(dir.resolve("stolen")).doesNotExist();
        }
        assertThat(sftp().batch("symlink /etc/passwd /srv/in/link").code()).isNotZero();
        assertThat(sftp().batch("rename /srv/in/out /srv/y").code()).isNotZero();
        assertThat(box.sh("cat /srv/x; ls /srv")).isEqualTo("other\nin\nout\nx");
    }

    @Test
    void whatWentThroughIsOnRecordWithItsDigest() throws IOException {
        sftp().batch("put " + hello() + " /srv/in/rec", "rename /srv/in/rec /srv/in/rec2", "rm /srv/in/rec2")
                .ok();
        Eventually.holds(
                () -> Site.read(site.state().resolve("audit/audit.jsonl")).contains("/srv/in/rec2\""),
                () -> Site.read(site.state().resolve("audit/audit.jsonl")));
        List<String> lines = Site.read(site.state().resolve("audit/audit.jsonl"))
                .lines()
                .filter(line -> line.contains("/srv/in/rec"))
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
