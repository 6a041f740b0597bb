package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.e2e.FileSite.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A hundred clients killed in the middle of a transfer, each at another point of it; and as many of other images. */
@RealEngine
final class VanishingClientsIT {
    private static final int TIMES = 25;

    @AutoClose
    private static final FileSite SITE = new FileSite();

    @TempDir
    private Path dir;

    private interface Client {
        /** Starts to send a file that is to be there whole, under a name of its own, or not at all. */
        Child start(String name) throws IOException;
    }

    /** Kills each of its clients, one after the other: by turns with the ssh it started, and without. */
    private static Void kill(String kind, Client client) throws IOException, InterruptedException {
        long whole = millis(client.start(kind));
        Random moment = new Random(kind.hashCode());
        for (int i = 0; i < TIMES; i++) {
            try (Child child = client.start(kind + i)) {
                Thread.sleep(moment.nextLong(whole * 5 / 4));
                if (i % 2 == 0 && !kind.equals("sshfs")) {
                    ProcessHandle.of(child.pid()).ifPresent(ProcessHandle::destroyForcibly);
                }
            }
        }
        return null;
    }

    /**
     * How long an undisturbed one takes: the moments are to be spread over all of it, however busy the machine is. On a
     * busy one they all take long.
     */
    private static long millis(Child undisturbed) {
        long begun = System.nanoTime();
        try (undisturbed) {
            undisturbed.await().ok();
        }
        return Duration.ofNanos(System.nanoTime() - begun).toMillis();
    }

    @Test
    @Timeout(value = 300, unit = TimeUnit.SECONDS)
    void nothingIsLeftAndNoHalfFileLooksWhole() throws Exception {
        RsyncGitIT.install(SITE, "/usr/bin/rsync");
        Box box = SITE.box(Image.DEBIAN);
        String folder = SITE.folder(Image.DEBIAN);
        Path file = FileSite.file(dir.resolve("f"), 8_000_000);
        String host = SITE.login(Image.DEBIAN) + "@127.0.0.1:";
        Sftp sftp = SITE.sftp(Image.DEBIAN);
        List<Callable<?>> kinds = new ArrayList<>(List.<Callable<?>>of(
                () -> kill("sftp", name -> startPutAndRename(Image.DEBIAN, folder, file, name)),
                () -> kill("scp", name -> sftp.startScp("-O", file.toString(), ":" + folder + "/." + name)),
                () -> kill(
                        "rsync",
                        name -> Child.start(List.of(
                                "rsync", "-e", sftp.sshCommand(), file.toString(), host + folder + "/" + name)))));
        // Without it no program can mount anything of its own.
        if (Files.isWritable(Path.of("/dev/fuse"))) {
            kinds.add(() -> kill("sshfs", name -> copyOverSshfs(folder, file, name)));
        }
        try {
            AtOnce.all(kinds);
        } finally {
            try (var mounts = Files.newDirectoryStream(dir, "mnt-*")) {
                mounts.forEach(at -> Child.run(List.of("umount", "-l", at.toString())));
            }
        }
        box.awaitEmpty(Duration.ofSeconds(15));
        assertThat(box.sh("cd " + folder + "; for f in *; do [ ! -f \"$f\" ] || sha256sum < \"$f\"; done | sort -u"))
                .as("the sums of what looks whole")
                .isEqualTo(FileSite.sum(file) + "  -");
        assertThat(box.sh("cd " + folder + "; ls -A | grep -c '^[.]'"))
                .as("files that were cut off, under names that say so")
                .isNotEqualTo("0");
        assertThat(SITE.gateway().ssh(box).run("echo in").ok()).isEqualTo("in\n");
    }

    @ParameterizedTest
    @EnumSource(
            value = Image.class,
            names = {"BUSYBOX", "WITHOUT_SHELL"})
    @Timeout(value = 300, unit = TimeUnit.SECONDS)
    void norInOtherImages(Image image) throws Exception {
        Box box = SITE.box(image);
        String folder = SITE.folder(image);
        Path file = FileSite.file(dir.resolve("f"), 8_000_000);
        Sftp sftp = SITE.sftp(image);
        // Over the archive a file appears when it is closed, whole.
        String beside = image == Image.WITHOUT_SHELL ? "" : ".";
        AtOnce.all(List.<Callable<?>>of(
                () -> kill("scp", name -> sftp.startScp("-O", file.toString(), ":" + folder + "/" + beside + name)),
                () -> kill("sftp", name -> startPutAndRename(image, folder, file, name))));
        box.awaitEmpty(Duration.ofSeconds(15));
        Path there = dir.resolve("there");
        Docker.docker("cp", box.name() + ":" + folder, there.toString());
        try (var files = Files.newDirectoryStream(there, "[!.]*")) {
            assertThat(files).allSatisfy(each -> assertThat(FileSite.sum(each)).isEqualTo(FileSite.sum(file)));
        }
        assertThat(Files.exists(there.resolve("sftp")))
                .as("the undisturbed one")
                .isTrue();
    }

    private Child startPutAndRename(Image image, String folder, Path file, String name) throws IOException {
        Path batch = Files.writeString(
                dir.resolve(name),
                "put " + file + " " + folder + "/." + name + "\nrename " + folder + "/." + name + " " + folder + "/"
                        + name + "\n");
        List<String> argv = SITE.sftp(image).argv("sftp", "-b", batch.toString());
        argv.add(SITE.login(image) + "@127.0.0.1");
        return Child.start(argv);
    }

    /** Mounts, writes beside the name and renames; ends with all it started when it is killed. */
    private Child copyOverSshfs(String folder, Path file, String name) throws IOException {
        Path at = Files.createDirectory(dir.resolve("mnt-" + name));
        String mount = "sshfs -f -o ssh_command='" + SITE.sftp(Image.DEBIAN).sshCommand() + "' "
                + SITE.login(Image.DEBIAN) + "@127.0.0.1:" + folder + " " + at;
        String copy = "until mountpoint -q " + at + "; do sleep 0.02; done; cd " + at + "; cp " + file + " ." + name
                + " && mv ." + name + " " + name;
        return Child.start(List.of("sh", "-c", mount + " & " + copy + "; umount -l " + at));
    }
}
