package io.hatchway.files;

import io.hatchway.container.Archive;
import io.hatchway.files.Answer.Failed;
import io.hatchway.files.Answer.Reason;
import io.hatchway.files.TarReader.Header;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that is open over an engine's archive. Reading streams from the engine. What is written is kept in a nameless
 * file of the gateway's, because a tar stream says how long a file is before it begins, and goes into the container when
 * this is closed.
 */
final class ArchiveFile {
    private static final Logger LOG = LoggerFactory.getLogger(ArchiveFile.class);
    private static final long LARGEST = 1024L * 1024 * 1024;
    /** How long a session that is to end waits for what it has begun. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Failed TOO_LARGE = new Failed(
            Reason.UNSUPPORTED,
            "This container has no shell or does not run, so a file is kept by the gateway until it is whole: at most 1 GiB.");

    private final Archive archive;
    private final FilePath path;
    private FileStat stat;
    private @Nullable InputStream stream;
    private @Nullable TarReader content;
    private long position;
    private @Nullable FileChannel written;
    private boolean append;
    private boolean broken;

    ArchiveFile(Archive archive, FilePath path, FileStat stat) {
        this.archive = archive;
        this.path = path.normalized();
        this.stat = stat;
    }

    /** Makes room for what will be written. */
    Answer beginToWrite(boolean keepContent, boolean atTheEnd) throws IOException {
        append = atTheEnd;
        if (keepContent && stat.size() > LARGEST) {
            return TOO_LARGE;
        }
        Path file = Files.createTempFile("hatchway-", ".upload");
        written = FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        for (long at = 0; keepContent && at < stat.size(); ) {
            if (!(fromContainer(at, 256 * 1024) instanceof Answer.Bytes(byte[] array, int from, int length))
                    || length == 0) {
                return new Failed(Reason.FAILURE, "The file became shorter while it was read.");
            }
            put(at, array, from, length);
            at += length;
        }
        // The engine does not write to a container while it still sends from it.
        closeStream();
        return Answer.DONE;
    }

    FilePath path() {
        return path;
    }

    boolean isWritten() {
        return written != null;
    }

    Answer stat() throws IOException {
        return new Answer.Stat(current());
    }

    private FileStat current() throws IOException {
        FileChannel spool = written;
        return spool == null ? stat : sized(spool.size());
    }

    private FileStat sized(long size) {
        return new FileStat(
                stat.mode(),
                stat.links(),
                stat.uid(),
                stat.gid(),
                size,
                stat.accessed(),
                stat.modified(),
                stat.user(),
                stat.group());
    }

    Answer read(long offset, int length) throws IOException {
        FileChannel spool = written;
        if (spool == null) {
            return fromContainer(offset, length);
        }
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && spool.read(buffer, offset + buffer.position()) >= 0) {
            // until it is full or the file ends
        }
        return new Answer.Bytes(buffer.array(), 0, buffer.position());
    }

    private Answer fromContainer(long offset, int length) throws IOException {
        if (content == null || offset < position) {
            closeStream();
            Optional<InputStream> tar = archive.get(path.bytes());
            if (tar.isEmpty()) {
                return new Failed(Reason.NO_SUCH_FILE, "No such file or directory");
            }
            stream = tar.get();
            content = new TarReader(tar.get());
            content.next();
            position = 0;
        }
        byte[] bytes = new byte[length];
        while (position < offset) {
            int skipped = content.read(bytes, 0, (int) Math.min(length, offset - position));
            if (skipped < 0) {
                return new Answer.Bytes(bytes, 0, 0);
            }
            position += skipped;
        }
        int count = 0;
        for (int more; count < length && (more = content.read(bytes, count, length - count)) >= 0; ) {
            count += more;
        }
        position += count;
        return new Answer.Bytes(bytes, 0, count);
    }

    Answer write(Op.Write write) throws IOException {
        FileChannel spool = written;
        if (spool == null) {
            return new Failed(Reason.PERMISSION_DENIED, "The file was not opened to be written.");
        }
        boolean whole = !broken;
        broken = true;
        long offset = append ? spool.size() : write.offset();
        if (offset > LARGEST - write.length()) {
            return TOO_LARGE;
        }
        put(offset, write.bytes(), write.from(), write.length());
        broken = !whole;
        return Answer.DONE;
    }

    private void put(long offset, byte[] bytes, int from, int length) throws IOException {
        FileChannel spool = written;
        ByteBuffer buffer = ByteBuffer.wrap(bytes, from, length);
        for (long at = offset; spool != null && buffer.hasRemaining(); ) {
            at += spool.write(buffer, at);
        }
    }

    /** Takes effect when the file is closed. */
    Answer change(Changes changes) throws IOException {
        FileChannel spool = written;
        if (spool == null) {
            return new Failed(Reason.UNSUPPORTED, "This can be changed only with a file's content here.");
        }
        if (changes.size().isPresent()) {
            long size = changes.size().get();
            if (size > LARGEST) {
                return TOO_LARGE;
            }
            if (size > spool.size()) {
                put(size - 1, new byte[1], 0, 1);
            }
            spool.truncate(size);
        }
        stat = stat.with(changes);
        return Answer.DONE;
    }

    /**
     * Puts what was written into the container, if all of it was. The engine unpacks what it gets as it comes: so what has
     * been begun goes on though the caller is interrupted, as when its client vanishes.
     */
    Answer close() throws IOException {
        try {
            FileChannel spool = written;
            if (broken) {
                return new Failed(
                        Reason.FAILURE, "Part of the file could not be written, so the container has none of it.");
            }
            return spool == null ? Answer.DONE : Unhurried.call(() -> intoContainer(spool), PATIENCE);
        } finally {
            discard();
        }
    }

    private Answer intoContainer(FileChannel spool) throws IOException {
        spool.position(0);
        Header header = new Header(path.fileName(), current(), '0', new FilePath(""));
        archive.put(path.parent().bytes(), TarWriter.stream(header, Channels.newInputStream(spool)));
        return Answer.DONE;
    }

    /** Forgets what was written. */
    void discard() {
        try {
            closeStream();
            if (written != null) {
                written.close();
            }
        } catch (IOException failed) {
            LOG.debug("a file was not closed cleanly", failed);
        }
    }

    private void closeStream() throws IOException {
        if (stream != null) {
            stream.close();
            stream = null;
            content = null;
        }
    }
}
