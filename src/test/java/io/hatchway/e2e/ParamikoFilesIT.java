package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.e2e.FileSite.Image;
import java.io.IOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Files by Python's paramiko, which asks for single operations as a program wants them. */
@RealEngine
final class ParamikoFilesIT {
    @AutoClose
    private static final FileSite SITE = new FileSite();

    /** A script finds {@code sftp}, working in a folder of its own. */
    private static Ran sftp(Image image, String folder, String script) {
        return Paramiko.run(SITE.gateway(), SITE.login(image), """
                import errno, hashlib, io, os, stat
                del table[99], table[100]
                table[99], table[100] = paramiko.Channel._request_success, paramiko.Channel._request_failed
                sftp = paramiko.SFTPClient.from_transport(connected())
                sftp.chdir(more[0])
                """ + script + "\nsftp.close()\n", folder);
    }

    @ParameterizedTest
    @EnumSource
    void streamsGoBothWays(Image image) throws IOException {
        Ran ran = sftp(image, SITE.folder(image), """
                sent = os.urandom(3000001)
                print(sftp.putfo(io.BytesIO(sent), "f").st_size)
                back = io.BytesIO()
                print(sftp.getfo("f", back), back.getvalue() == sent, sorted(sftp.listdir()))
                with sftp.open("f") as f:
                    f.prefetch()
                    print(f.read(10) == sent[:10], f.seek(2000000), f.read(100) == sent[2000000:2000100])
                """);
        assertThat(ran.ok()).isEqualTo("3000001\n3000001 True ['f']\nTrue None True\n");
    }

    /** As OpenSSH's own server, which leaves it to open(2): the mode {@code x} alone does not ask to write. */
    @ParameterizedTest
    @EnumSource
    void modeXMakesAFileThatWasNotThere(Image image) throws IOException {
        Ran ran = sftp(image, SITE.folder(image), """
                sftp.open("f", "x").close()
                for mode in ("x", "wx"):
                    try:
                        sftp.open("f", mode).close()
                    except IOError as there:
                        print("there", end=" ")
                print(sftp.stat("f").st_size)
                """);
        assertThat(ran.ok()).isEqualTo("there there 0\n");
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "WITHOUT_SHELL")
    void filesAreChangedInPlace(Image image) throws IOException {
        Ran ran = sftp(image, SITE.folder(image), """
                with sftp.open("f", "w") as f:
                    f.write("0123456789")
                with sftp.open("f", "a") as f:
                    f.write("abc")
                with sftp.open("f", "r+") as f:
                    f.seek(2)
                    f.write("XY")
                    f.truncate(12)
                    print(f.stat().st_size, [bytes(part) for part in f.readv([(0, 4), (8, 4)])])
                try:
                    sftp.open("f", "wx").close()
                except IOError as there:
                    print("there")
                sftp.posix_rename("f", "g")
                sftp.symlink("g", "l")
                sftp.chmod("g", 0o604)
                sftp.utime("g", (1000000000, 1100000000))
                at = sftp.stat("l")
                print(oct(stat.S_IMODE(at.st_mode)), at.st_atime, at.st_mtime, sftp.readlink("l"), sftp.normalize("l")[-2:])
                for act in (lambda: sftp.rmdir("."), lambda: sftp.remove("nothing"), lambda: sftp.mkdir("g"),
                            lambda: sftp.listdir("g")):
                    try:
                        act()
                        print("done")
                    except IOError as failed:
                        print("failed")
                """);
        assertThat(ran.ok())
                .isEqualTo("12 [b'01XY', b'89ab']\nthere\n0o604 1000000000 1100000000 g /g\n" + "failed\n".repeat(4));
    }

    /** More than 32 bits of offset, and holes that take no room. */
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "WITHOUT_SHELL")
    void aFileOfFiveGibibytesIsMostlyAHole(Image image) throws IOException {
        String folder = SITE.folder(image);
        Ran ran = sftp(image, folder, """
                end = 5 * 2**30
                with sftp.open("f", "w") as f:
                    f.seek(end - 4)
                    f.write("last")
                    f.seek(2**32 - 3)
                    f.write("across")
                with sftp.open("f") as f:
                    print(f.stat().st_size == end)
                    f.seek(2**32 - 4)
                    print(f.read(8))
                    f.seek(end - 6)
                    print(f.read(100))
                sftp.truncate("f", 6 * 2**30)
                print(sftp.stat("f").st_size == 6 * 2**30)
                """);
        assertThat(ran.ok()).isEqualTo("True\nb'\\x00across\\x00'\nb'\\x00\\x00last'\nTrue\n");
        assertThat(Long.parseLong(SITE.box(image).sh("du -k " + folder + "/f | cut -f1")))
                .isLessThan(1024);
    }

    @ParameterizedTest
    @EnumSource
    void aSparseFileIsReadWithItsZeros(Image image) throws IOException {
        String folder = SITE.folder(image);
        if (image == Image.WITHOUT_SHELL) {
            sftp(image, folder, "sftp.open('f', 'w').close()").ok();
            sftp(image, folder, """
                    with sftp.open("f", "w") as f:
                        f.write(bytes(10000000) + b"end")
                    """).ok();
        } else {
            SITE.box(image).sh("cd " + folder + "; truncate -s 10000000 f; printf end >> f");
        }
        Ran ran = sftp(image, folder, """
                back = io.BytesIO()
                sftp.getfo("f", back)
                print(back.getvalue() == bytes(10000000) + b"end")
                """);
        assertThat(ran.ok()).isEqualTo("True\n");
    }

    /** OpenSSH's extensions, in their own bytes. */
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "WITHOUT_SHELL")
    void dataIsCopiedAndSyncedThere(Image image) throws IOException {
        Ran ran = sftp(image, SITE.folder(image), """
                from paramiko.sftp import CMD_EXTENDED
                try:
                    from paramiko.sftp import int64
                except ImportError:
                    from paramiko.py3compat import long as int64
                sent = os.urandom(700001)
                sftp.putfo(io.BytesIO(sent), "f")
                def extended(name, *fields):
                    try:
                        return sftp._request(CMD_EXTENDED, name, *fields)[0]
                    except IOError as failed:
                        return str(failed)
                with sftp.open("f") as f, sftp.open("g", "w") as g:
                    print(extended("copy-data", f.handle, int64(0), int64(0), g.handle, int64(0)))
                    print(extended("copy-data", f.handle, int64(100), int64(50), g.handle, int64(700001)))
                    print(extended("fsync@openssh.com", g.handle))
                with sftp.open("g") as g:
                    print(g.read() == sent + sent[100:150])
                with sftp.open("f") as f, sftp.open("f", "r+") as same:
                    print(extended("copy-data", f.handle, int64(0), int64(0), same.handle, int64(700001)))
                print(sftp.stat("f").st_size)
                """);
        assertThat(ran.ok())
                .startsWith("101\n101\n101\nTrue\n")
                .contains("not copied onto itself")
                .endsWith("700001\n");
    }

    /** OpenSSH's extensions that are asked before anything is done. */
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "WITHOUT_SHELL")
    void limitsFreeSpaceAndHomesAreTold(Image image) throws IOException {
        String folder = SITE.folder(image);
        Ran ran = sftp(image, folder, """
                from paramiko.sftp import CMD_EXTENDED
                def extended(name, *fields):
                    try:
                        return sftp._request(CMD_EXTENDED, name, *fields)[1]
                    except IOError as failed:
                        return str(failed)
                limits = extended("limits@openssh.com")
                print([limits.get_int64() for _ in range(4)])
                space = extended("statvfs@openssh.com", more[0])
                print(*[space.get_int64() for _ in range(11)], sep="/")
                for name in ("~", "~/x", ".", "~root/x", "~whoever/x"):
                    expanded = extended("expand-path@openssh.com", name)
                    print(expanded if isinstance(expanded, str) else (expanded.get_int(), expanded.get_text())[1])
                """);
        String[] lines = ran.ok().split("\n", -1);
        assertThat(lines[0]).isEqualTo("[262144, 196608, 196608, 256]");
        assertThat(lines[2]).isEqualTo("/root");
        assertThat(lines[3]).isEqualTo("/root/x");
        assertThat(lines[4]).isEqualTo("/srv");
        assertThat(lines[5]).isEqualTo("/root/x");
        assertThat(lines[6]).contains("no such user");
        String[] space = lines[1].split("/", -1);
        String[] real = SITE.box(image).sh("stat -f -c '%S/%b/%c/%l' " + folder).split("/", -1);
        assertThat(space[1]).as("f_frsize").isEqualTo(real[0]);
        assertThat(space[2]).as("f_blocks").isEqualTo(real[1]);
        assertThat(space[5]).as("f_files").isEqualTo(real[2]);
        assertThat(space[10]).as("f_namemax").isEqualTo(real[3]);
        assertThat(SITE.sftp(image).batch("df -h " + folder).ok())
                .contains("Avail")
                .contains("%");
    }

    /** As OpenSSH's server allows it to a file's owner. */
    @ParameterizedTest
    @EnumSource
    void modeOwnerAndTimesAreSetByAHandleToRead(Image image) throws IOException {
        Ran ran = sftp(image, SITE.folder(image), """
                sftp.putfo(io.BytesIO(b"content"), "f")
                with sftp.open("f") as f:
                    f.chmod(0o640)
                    f.chown(1000, 1000)
                    f.utime((1000000000, 1100000000))
                    try:
                        f.truncate(1)
                        print("cut")
                    except IOError as refused:
                        print("refused")
                at = sftp.stat("f")
                print(oct(stat.S_IMODE(at.st_mode)), at.st_uid, at.st_gid, at.st_mtime, at.st_size)
                """);
        assertThat(ran.ok()).isEqualTo("refused\n0o640 1000 1000 1100000000 7\n");
    }
}
