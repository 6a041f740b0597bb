package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that are not OpenSSH's where only the engine reaches the files, and what they may not do to others. */
@RealEngine
final class ArchiveClientsIT {
    private static final int MANY = 3000;

    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Box bare;
    private static Box stopped;
    private static Gateway gateway;

    @TempDir
    private Path dir;

    enum Kind {
        WITHOUT_SHELL,
        STOPPED
    }

    @BeforeAll
    static void start() {
        String volume = Box.freshName();
        Docker.docker(
                "volume", "create", "-d", "local", "-o", "type=tmpfs", "-o", "device=tmpfs", "-o", "o=size=1m", volume);
        STAGE.add((AutoCloseable) () -> Docker.docker("volume", "rm", volume));
        bare = STAGE.add(Box.withoutShell("--network", "none", "-v", volume + ":/full"));
        stopped = STAGE.add(Box.busybox("--network", "none"));
        stopped.sh("""
                mkdir -p /srv/deep/er /srv/many /srv/loop /srv/odd
                ln -s deep/er /srv/to; ln -s ../x /srv/deep/er/up; echo right > /srv/deep/x; echo wrong > /srv/x
                ln -s b /srv/loop/a; ln -s a /srv/loop/b
                head -c 30000000 /dev/urandom > /srv/big
                cd /srv/many; i=0; while [ $i -lt %d ]; do : > file-$i; i=$((i + 1)); done
                """.formatted(MANY));
        Child.run(List.of(
                        "sh", "-c", "docker cp " + stopped.name() + ":/srv/. - | docker cp - " + bare.name() + ":/srv"))
                .ok();
        Docker.docker("stop", "-t", "0", stopped.name());
        gateway = STAGE.add(STAGE.add(Site.create()).open(bare, stopped).start());
    }

    private static String login(Kind kind) {
        return (kind == Kind.STOPPED ? stopped : bare).name();
    }

    /** A script finds {@code sftp}. */
    private static Ran paramiko(Kind kind, String script) {
        return Paramiko.run(gateway, login(kind), """
                import hashlib, subprocess
                del table[99], table[100]
                table[99], table[100] = paramiko.Channel._request_success, paramiko.Channel._request_failed
                sftp = paramiko.SFTPClient.from_transport(connected())
                def failure(act, *words):
                    try:
                        return act(*words)
                    except IOError as failed:
                        return "failed: " + str(failed)
                def put(name, content):
                    with sftp.open(name, "w") as f:
                        f.write(content)
                """ + script);
    }

    /** An engine keeps a container locked as long as it sends from it. */
    @ParameterizedTest
    @EnumSource
    void whoReadsAPartAndStopsHoldsUpNobody(Kind kind) {
        Ran ran = paramiko(kind, """
                with sftp.open("/srv/big") as big:
                    first = big.read(10000)
                    print(subprocess.run(["docker", "inspect", "-f", "seen", login], timeout=20).returncode, flush=True)
                    print(sftp.stat("/srv/x").st_size)
                    put("/srv/small", "hello")
                    with sftp.open("/srv/x") as other:
                        print(other.read(), other.read())
                    rest = big.read()
                    print(len(first + rest), hashlib.sha256(first + rest).hexdigest())
                """);
        assertThat(ran.ok())
                .startsWith("seen\n0\n6\nb'wrong\\n' b''\n30000000 ")
                .contains(Docker.docker("exec", bare.name(), "sha256sum", "/srv/big")
                        .substring(0, 64));
        new Sftp(gateway, login(kind))
                .batch("get /srv/small " + dir.resolve("small"))
                .ok();
        assertThat(dir.resolve("small")).hasContent("hello");
    }

    @ParameterizedTest
    @EnumSource
    void linksAreFollowedFromWhereTheyAre(Kind kind) {
        Ran ran = paramiko(kind, """
                print(sftp.open("/srv/to/up").read(), sftp.open("/srv/to/../x").read())
                put("/srv/to/up", "changed\\n")
                print(sftp.open("/srv/deep/x").read(), sftp.open("/srv/x").read(), sftp.normalize("/srv/to/.."))
                put("/srv/to/up", "right\\n")
                for act in (sftp.stat, sftp.open, sftp.listdir):
                    print(failure(act, "/srv/loop/a"))
                print({at.filename: at.st_size for at in sftp.listdir_attr("/srv/loop")}["a"])
                """);
        assertThat(ran.ok())
                .startsWith("b'right\\n' b'right\\n'\nb'changed\\n' b'wrong\\n' /srv/deep\n")
                .endsWith("failed: It is in a circle of symbolic links, so the engine looks no further.\n".repeat(3)
                        + "1\n");
    }

    /** The engine itself finds no file by such a name; in its folder's archive it is. */
    @ParameterizedTest
    @EnumSource
    void namesStayTheBytesTheyAre(Kind kind) {
        paramiko(kind, """
                put(b"/srv/odd/\\xff\\xfe 'x", "bytes")
                """).ok();
        assertThat(new Sftp(gateway, login(kind)).batch("ls -ln /srv/odd").ok())
                .containsPattern(" 5 .* .*\\\\377\\\\376 'x");
        Ran ran = paramiko(kind, """
                name = b"/srv/odd/\\xff\\xfe 'x"
                print(sftp.open(name).read(), sftp.stat(name).st_size)
                sftp.posix_rename(name, b"/srv/odd/\\xfd")
                sftp.chmod(b"/srv/odd/\\xfd", 0o600)
                print(sftp.open(b"/srv/odd/\\xfd").read())
                sftp.remove(b"/srv/odd/\\xfd")
                print(failure(sftp.stat, b"/srv/odd/\\xfd"))
                """);
        assertThat(ran.ok()).startsWith("b'bytes' 5\nb'bytes'\nfailed: [Errno 2]");
    }

    @ParameterizedTest
    @EnumSource
    void twoFilesAreWrittenAtOnceAndModesSetByTheirHandles(Kind kind) {
        Ran ran = paramiko(kind, """
                with sftp.open("/srv/one", "w") as one, sftp.open("/srv/two", "w") as two:
                    for i in range(50):
                        one.write("1" * 1000)
                        two.write("2" * 1000)
                    print(sftp.stat("/srv/one").st_size > 0)
                with sftp.open("/srv/one") as one:
                    one.chmod(0o600)
                    print(one.read() == b"1" * 50000, sftp.open("/srv/two").read() == b"2" * 50000)
                    print("failed" in str(failure(one.truncate, 1)))
                print(oct(sftp.stat("/srv/one").st_mode))
                """);
        assertThat(ran.ok()).isEqualTo("True\nTrue True\nTrue\n0o100600\n");
    }

    @ParameterizedTest
    @EnumSource
    void aFolderOfManyFilesIsListed(Kind kind) {
        Ran ran = paramiko(kind, "print(len(set(sftp.listdir('/srv/many'))))");
        assertThat(ran.ok()).isEqualTo(MANY + "\n");
    }

    @ParameterizedTest
    @EnumSource
    void lftpMirrorsBothWays(Kind kind) throws IOException {
        Path tree = FileSite.tree(dir.resolve("tree"));
        Path back = dir.resolve("back");
        String connect =
                new Sftp(gateway, login(kind)).sshCommand().replace("BatchMode=yes", "BatchMode=no") + " -a -x";
        String script = "set sftp:connect-program '" + connect + "'; set net:max-retries 1; set net:timeout 20;"
                + " set cmd:fail-exit yes; open -u " + login(kind) + ",none sftp://127.0.0.1:" + gateway.port()
                + "; mirror -R " + tree + " /srv/m; mirror -P 3 /srv/m " + back;
        Child.run(List.of("lftp", "-c", script), Map.of("HOME", dir.toString())).ok();
        FileSite.assertSame(tree, back);
    }

    private static String audited(String path) {
        return Site.read(gateway.site().state().resolve("audit/audit.jsonl"))
                .lines()
                .filter(line -> line.contains("file.close") && line.contains(path))
                .reduce("", (all, line) -> all + line + "\n");
    }

    @Test
    void aFullDiskIsSaidAndOnRecord() throws IOException {
        Path large = FileSite.file(dir.resolve("large"), 5_000_000);
        Ran ran = new Sftp(gateway, bare.name()).scp("-O", large.toString(), ":/full/large");
        assertThat(ran.code()).isNotZero();
        assertThat(ran.err()).contains("no space left on device").contains("may have a part");
        assertThat(new Sftp(gateway, bare.name())
                        .batch("put " + large + " /full/large")
                        .code())
                .isNotZero();
        Eventually.holds(() -> audited("/full/large").lines().count() == 2, () -> audited("/full/large"));
        assertThat(audited("/full/large")).contains("no space left").doesNotContain("\"outcome\":\"ok\"");
    }

    @Test
    void whatAClientLeftWithoutClosingIsOnRecordAsFailed() {
        paramiko(Kind.STOPPED, """
                import os
                f = sftp.open("/srv/left", "w")
                f.write("half")
                f.flush()
                os._exit(0)
                """).ok();
        Eventually.within(Duration.ofSeconds(10), () -> !audited("/srv/left").isEmpty(), () -> audited("/srv/left"));
        assertThat(audited("/srv/left")).contains("The client left").doesNotContain("\"outcome\":\"ok\"");
        assertThat(new Sftp(gateway, stopped.name()).batch("ls /srv/left").code())
                .isNotZero();
    }
}
