package io.hatchway.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A file or folder as sshd's StrictModes looks at it: whoever can write to it can let himself in, so nobody but root and
 * the gateway's own user may. Two looks that are equal saw the same version. Symbolic links are not followed.
 *
 * @param mode type and permission bits, as stat(2) has them
 * @param changed when content, owner or mode changed last
 */
record KeyFile(Path path, int mode, int owner, long size, Object inode, FileTime modified, FileTime changed) {
    private static final int TYPE = 0170000;
    private static final int UNSEEN = 0;
    private static final int REGULAR = 0100000;
    private static final int FOLDER = 0040000;
    private static final int LINK = 0120000;
    private static final int WRITABLE_BY_OTHERS = 0022;
    private static final int OPEN_TO_OTHERS = 0077;
    private static final int STICKY = 01000;
    private static final int PERMISSIONS = 07777;

    /** How large a file may be, and what helps where it is larger. */
    enum Limit {
        WRITTEN(AuthorizedKeys.LARGEST_FILE, "it is larger than 1 MiB; split it"),
        /** Lists grow for years, and one that is not read revokes everything. */
        REVOKED(
                16 << 20,
                "it is larger than 16 MiB; name a second list beside it in revoked, or make one with ssh-keygen -k, in which"
                        + " serial: FIRST-LAST takes a few bytes");

        private final int bytes;
        private final String advice;

        Limit(int bytes, String advice) {
            this.bytes = bytes;
            this.advice = advice;
        }

        Optional<String> objection(long size) {
            return size > bytes ? Optional.of(advice) : Optional.empty();
        }
    }

    static KeyFile look(Path path) throws IOException {
        Map<String, Object> seen =
                Files.readAttributes(path, "unix:mode,uid,size,ino,lastModifiedTime,ctime", LinkOption.NOFOLLOW_LINKS);
        return new KeyFile(
                path,
                (int) value(seen, "mode"),
                (int) value(seen, "uid"),
                (long) value(seen, "size"),
                value(seen, "ino"),
                (FileTime) value(seen, "lastModifiedTime"),
                (FileTime) value(seen, "ctime"));
    }

    /** One that is there and cannot be looked at, such as a mount of somebody else's. */
    static KeyFile unseen(Path path) {
        FileTime never = FileTime.fromMillis(0);
        return new KeyFile(path, UNSEEN, -1, 0, path, never, never);
    }

    /** The number of the user this process runs as. */
    static int ownUser() throws IOException {
        // The link itself is always root's.
        return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }

    boolean isFolder() {
        return (mode & TYPE) == FOLDER;
    }

    /** Why the file is not opened at all, if so. */
    Optional<String> refusalToOpen(Limit limit) {
        return switch (mode & TYPE) {
            case REGULAR -> limit.objection(size);
            case UNSEEN -> Optional.of("it cannot be looked at; take it away");
            case LINK ->
                Optional.of("it is a symbolic link, and whoever may write where it leads could let anybody in; copy the"
                        + " file here");
            default -> Optional.of("it is not a regular file; put one here, or take it away");
        };
    }

    boolean isLink() {
        return (mode & TYPE) == LINK;
    }

    /** Whether it belongs to somebody who may let others in. */
    boolean hasTrustedOwner(int ownUser) {
        return owner == 0 || owner == ownUser;
    }

    /** Whether others than its owner may write to it. */
    boolean isOpen() {
        return (mode & WRITABLE_BY_OTHERS) != 0;
    }

    /** Whether what is in the folder can be taken away and renamed by its owner alone, whoever may write to the folder. */
    boolean isSticky() {
        return (mode & STICKY) != 0;
    }

    /** The permission bits, as chmod(1) takes them. */
    String permissions() {
        return Integer.toOctalString(mode & PERMISSIONS);
    }

    /** Why nobody may be let in because of what is written here, if so. */
    Optional<String> refusalToTrust(int ownUser) {
        if (!hasTrustedOwner(ownUser)) {
            return Optional.of(
                    "it belongs to user " + owner + ", who could let anybody in; only root or the gateway's user may"
                            + " own it: chown " + ownUser + " " + path);
        }
        return isOpen()
                ? Optional.of("others than its owner may write to it (mode " + permissions()
                        + ") and so let anybody in: chmod go-w " + path)
                : Optional.empty();
    }

    /** Why a secret that is written here is none any more, if so. */
    Optional<String> refusalToKeepSecret() {
        return (mode & OPEN_TO_OTHERS) == 0
                ? Optional.empty()
                : Optional.of("others than its owner may read the secret in it: chmod 600 " + path
                        + ", and make another secret");
    }

    /** Whether content, owner, mode or time were changed after that instant and not in the future of a skewed clock. */
    boolean changedWithin(Instant from, Instant to) {
        Instant last = changed.toInstant().isAfter(modified.toInstant()) ? changed.toInstant() : modified.toInstant();
        return last.isAfter(from) && !last.isAfter(to);
    }

    /** The text, at most one byte more than a keys file may have; what is not UTF-8 becomes U+FFFD. */
    String read() throws IOException {
        return new String(bytes(Limit.WRITTEN), StandardCharsets.UTF_8);
    }

    /** The content, at most one byte more than it may have. Waits for nobody; see {@link RegularFile}. */
    byte[] bytes(Limit limit) throws IOException {
        return RegularFile.read(path, limit.bytes + 1);
    }

    /** Why a file could not be read, for a sentence. */
    static String sentence(IOException e) {
        return e instanceof AccessDeniedException
                ? "the gateway's user has no permission"
                : String.valueOf(e.getMessage());
    }

    /** Whether a file of this name is there to be ignored: hidden, or what editors leave behind. */
    static boolean isIgnored(String name) {
        return name.startsWith(".")
                || name.endsWith("~")
                || (name.startsWith("#") && name.endsWith("#"))
                || name.endsWith(".swp")
                || name.endsWith(".bak");
    }

    private static Object value(Map<String, Object> seen, String attribute) {
        return Objects.requireNonNull(seen.get(attribute), attribute);
    }
}
