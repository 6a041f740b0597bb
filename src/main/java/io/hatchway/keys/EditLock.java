package io.hatchway.keys;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Held by whoever changes what is written about who may open what: one change at a time, also of several gateways on one
 * keys folder. Who edits with an editor does not ask for it; see {@link Draft}.
 */
record EditLock(FileChannel channel) implements AutoCloseable {
    private static final String NAME = ".lock";
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(20);

    /**
     * Waits for it, a few seconds.
     *
     * @throws InterruptedException when it was cancelled
     */
    static EditLock take(Path keys) throws EditException, InterruptedException {
        Draft.refuseFolderOfOthers(keys, keys);
        FileChannel channel = open(keys.resolve(NAME));
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (tryLock(channel) == null) {
                if (System.nanoTime() > end) {
                    throw new EditException("Somebody else is changing keys at this moment. Try again.");
                }
                Thread.sleep(PAUSE);
            }
            return new EditLock(channel);
        } catch (EditException | InterruptedException given) {
            close(channel);
            throw given;
        } catch (IOException failed) {
            close(channel);
            throw new EditException(
                    "The keys folder " + keys + " cannot be locked: " + failed.getMessage() + ".", failed);
        }
    }

    private static FileChannel open(Path file) throws EditException {
        try {
            return FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (IOException failed) {
            throw new EditException(
                    "Nothing can be written into the keys folder " + file.getParent() + " (" + failed.getMessage()
                            + "). Where it is mounted read-only, change it on the gateway's host.",
                    failed);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldInThisProcess) {
            return null;
        }
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException closed) {
            // The lock went with it.
        }
    }

    @Override
    public void close() {
        close(channel);
    }
}
