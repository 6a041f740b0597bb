package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The container this gateway runs in, when it runs in one: the engine mounts a container's {@code /etc/hostname} and
 * its like from a folder named by the container's id. Other mounts from such folders may be of other containers.
 */
final class OwnContainer {
    /** Two of proc_pid_mountinfo(5)'s fields: the root of the mount within its filesystem, and the mount point. */
    private static final Pattern MOUNT = Pattern.compile(
            "^\\d+ \\d+ \\S+ \\S*/containers/([0-9a-f]{64})/(hostname|hosts|resolv\\.conf) /etc/\\2 ",
            Pattern.MULTILINE);

    private OwnContainer() {}

    /** Its id; empty outside of containers. */
    static Optional<String> id() {
        try {
            return id(Files.readString(Path.of("/proc/self/mountinfo"), ISO_8859_1));
        } catch (IOException noSuchSystem) {
            return Optional.empty();
        }
    }

    static Optional<String> id(String mountinfo) {
        Matcher mount = MOUNT.matcher(mountinfo);
        return mount.find() ? Optional.of(mount.group(1)) : Optional.empty();
    }
}
