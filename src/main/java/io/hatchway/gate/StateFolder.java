package io.hatchway.gate;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one folder of what outlives a run: the host key and the journal of sessions. Its owner's alone, and held by one
 * gateway at a time: two would take each other's sessions for orphans.
 */
record StateFolder(Path path, FileChannel lock) implements AutoCloseable {

    /**
     * Opens it, and makes it when there is none.
     *
     * @throws IOException when it cannot be used; the message is a sentence
     */
    static StateFolder open(Path path) throws IOException {
        try {
            Path parent = path.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.createDirectory(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException exists) {
            if (!Files.isDirectory(path)) {
                throw new IOException(
                        "The state folder " + path + " cannot be used: it is not a folder."
                                + " Move what is there away, or name another place (--state DIR).",
                        exists);
            }
            checkOwner(path);
            checkPrivate(path);
        } catch (IOException failed) {
            throw new IOException("The state folder " + path + " cannot be made: " + failed, failed);
        }
        FileChannel channel = openLock(path);
        if (tryLock(channel) == null) {
            channel.close();
            throw new IOException("The state folder " + path
                    + " is in use by another gateway. Stop it, or give this one a folder of its own (--state DIR).");
        }
        return new StateFolder(path, channel);
    }

    private static FileChannel openLock(Path path) throws IOException {
        try {
            return FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException failed) {
            throw new IOException(
                    "The state folder " + path + " cannot be used: " + failed
                            + ". It must belong to the gateway's user.",
                    failed);
        }
    }

    /** A folder's owner may open it to himself again, and put another host key in it. */
    private static void checkOwner(Path path) throws IOException {
        Object owner = Files.getAttribute(path, "unix:uid");
        Object own = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        if (!owner.equals(0) && !owner.equals(own)) {
            throw new IOException("The state folder " + path + " belongs to user " + owner
                    + ", who could read the host key or replace it. Run: chown -R " + own + " " + path);
        }
    }

    private static void checkPrivate(Path path) throws IOException {
        Set<PosixFilePermission> others = new HashSet<>(Files.getPosixFilePermissions(path));
        others.removeAll(PosixFilePermissions.fromString("rwx------"));
        if (!others.isEmpty()) {
            throw new IOException("The state folder " + path + " is open to others ("
                    + PosixFilePermissions.toString(Files.getPosixFilePermissions(path))
                    + "), and it holds the host key. Run: chmod 700 " + path);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldInThisProcess) {
            return null;
        }
    }

    /** Where the journal of sessions is kept. */
    Path sessions() {
        return path.resolve("sessions");
    }

    /** Where what people typed at the console is kept. */
    Path histories() {
        return path.resolve("history");
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
