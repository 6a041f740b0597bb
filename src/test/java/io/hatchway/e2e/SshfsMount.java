package io.hatchway.e2e;

import io.hatchway.e2e.FileSite.Image;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A folder of a container, mounted by sshfs; closing it unmounts it. */
final class SshfsMount implements AutoCloseable {
    private final Path at;
    private final Child sshfs;

    private SshfsMount(Path at, Child sshfs) {
        this.at = at;
        this.sshfs = sshfs;
    }

    /** Mounts on an empty folder, and returns when it is mounted. */
    static SshfsMount of(FileSite site, Image image, String folder, Path at) {
        List<String> argv = new ArrayList<>(List.of("sshfs", "-f"));
        argv.addAll(List.of("-o", "ssh_command=" + site.sftp(image).sshCommand().replace(",", "\\,")));
        argv.addAll(List.of(site.login(image) + "@127.0.0.1:" + folder, at.toString()));
        Child sshfs = Child.start(argv);
        SshfsMount mount = new SshfsMount(at, sshfs);
        Eventually.holds(() -> mount.isMounted() || !sshfs.alive(), sshfs::toString);
        if (!mount.isMounted()) {
            throw new AssertionError(sshfs + " did not mount");
        }
        return mount;
    }

    Path at() {
        return at;
    }

    Child sshfs() {
        return sshfs;
    }

    private boolean isMounted() {
        return Site.read(Path.of("/proc/self/mounts")).contains(" " + at + " fuse.sshfs ");
    }

    @Override
    public void close() {
        Child.run(List.of("umount", "-l", at.toString()));
        sshfs.close();
    }
}
