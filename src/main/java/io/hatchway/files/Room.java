package io.hatchway.files;

import io.hatchway.files.Answer.Failed;
import io.hatchway.files.Answer.Reason;
import java.io.File;
import java.nio.file.Path;
import java.util.Optional;

/** The room that one session may take on the gateway's disk. Any thread may ask for some. */
final class Room {
    private static final long GIB = 1024L * 1024 * 1024;
    private static final long MOST = 8 * GIB;
    /** What stays free for others, and never more than a tenth of the disk. */
    private static final long SPARE = GIB;

    static final Failed TOO_MUCH = new Failed(
            Reason.UNSUPPORTED,
            "This container has no shell with its tools, or does not run, so the gateway keeps a file"
                    + " while it is open: at most 8 GiB in a session. Close a file, or take a smaller one.");
    static final Failed FULL = new Failed(
            Reason.FAILURE,
            "This container has no shell with its tools, or does not run, so the gateway keeps a file"
                    + " while it is open, and its disk has no room for this one. Try again later, or tell its operator.");

    private final Path folder;
    private final long most;
    private long taken;

    Room() {
        this(Path.of(System.getProperty("java.io.tmpdir")), MOST);
    }

    /** @param most bytes */
    Room(Path folder, long most) {
        this.folder = folder;
        this.most = most;
    }

    Path folder() {
        return folder;
    }

    /** Why so many bytes more cannot be taken; empty when they can. */
    synchronized Optional<Failed> objection(long bytes) {
        if (bytes > most - taken) {
            return Optional.of(TOO_MUCH);
        }
        // Of a file store the same question would read the table of mounts each time.
        File disk = folder.toFile();
        long spare = Math.min(SPARE, disk.getTotalSpace() / 10);
        return disk.getUsableSpace() - bytes < spare ? Optional.of(FULL) : Optional.empty();
    }

    /** Takes so many bytes, unless there is an objection. */
    synchronized Optional<Failed> take(long bytes) {
        Optional<Failed> objection = objection(bytes);
        if (objection.isEmpty()) {
            taken += bytes;
        }
        return objection;
    }

    synchronized void give(long bytes) {
        taken -= bytes;
    }
}
