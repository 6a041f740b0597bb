package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image with a shell, and without a tool that a shell needs for files: the engine's archive does the work. */
@RealEngine
final class FewToolsIT {
    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Box box;
    private static Box closed;
    private static Gateway gateway;

    @TempDir
    private Path dir;

    @BeforeAll
    static void start() {
        box = STAGE.add(Box.debian("--network", "none"));
        box.sh("rm /usr/bin/perl /usr/bin/dd && mkdir -p /srv/in");
        closed = STAGE.add(Box.debian("--network", "none", "--workdir", "/root"));
        closed.sh("rm /usr/bin/perl && chmod 700 /root");
        gateway = STAGE.add(STAGE.add(Site.create())
                .open(box.name(), box.name() + "+app", closed.name() + "+app")
                .start());
    }

    @Test
    void filesGoBothWays() throws IOException {
        Path file = FileSite.file(dir.resolve("file"), 1_000_003);
        Sftp sftp = new Sftp(gateway, box.name());
        for (String protocol : new String[] {"-s", "-O"}) {
            sftp.scp(protocol, file.toString(), ":/srv/in/f" + protocol).ok();
            sftp.scp(protocol, ":/srv/in/f" + protocol, dir.resolve("back").toString())
                    .ok();
            assertThat(dir.resolve("back")).hasSameBinaryContentAs(file);
        }
        assertThat(sftp.batch("ls -l /srv/in").ok()).contains("f-s", "f-O", "1000003");
        assertThat(gateway.log()).contains("by the engine's archive: the container's shell has not", ": dd");
        box.awaitEmpty();
    }

    @Test
    void whatTheArchiveCannotDoIsNotOffered() {
        assertThat(new Sftp(gateway, box.name()).batch("-df").err()).contains("does not support statvfs");
    }

    @Test
    void scpSaysARefusalOnce() throws IOException {
        String file = FileSite.file(dir.resolve("file"), 10).toString();
        Sftp sftp = new Sftp(gateway, box.name());
        assertThat(sftp.scp("-O", file, ":/proc/f").err()).containsOnlyOnce("not those in /proc");
        assertThat(sftp.scp("-s", file, ":/proc/f").err()).containsOnlyOnce("not those in /proc");
    }

    @Test
    void aShellWorksThoughItsUserMayNotEnterTheFolderItBeginsIn() {
        Ran ran = new Sftp(gateway, closed.name() + "+app").batch("ls -l /etc/passwd");
        assertThat(ran.ok()).contains("/etc/passwd");
        closed.awaitEmpty();
    }

    @Test
    void whomTheArchiveCannotServeIsToldWhy() {
        Ran ran = new Sftp(gateway, box.name() + "+app").batch("ls /srv");
        assertThat(ran.code()).isNotZero();
        assertThat(ran.err()).contains("tools in this container are too few", "the engine works as root");
        box.awaitEmpty();
    }
}
