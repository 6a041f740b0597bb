package io.hatchway.files;

import io.hatchway.files.Answer.Failed;
import io.hatchway.files.Answer.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A nameless file on the gateway's disk, gone when it is closed. One thread writes; any may read. */
final class Spool implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);

    static final Failed ENDING = new Failed(Reason.LOST, "The session ends.");

    private final Room room;
    private final FileChannel file;
    private long size;
    private boolean closed;

    Spool(Room room) throws IOException {
        this.room = room;
        Path path = Files.createTempFile(room.folder(), "hatchway-", ".spool");
        file = FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }

    synchronized long size() {
        return size;
    }

    /** Makes it as long as said; what is new is zeros. */
    synchronized Optional<Failed> resize(long bytes) throws IOException {
        if (bytes > size) {
            return put(bytes - 1, new byte[1], 0, 1);
        }
        file.truncate(bytes);
        room.give(size - bytes);
        size = bytes;
        return Optional.empty();
    }

    /** Writes, unless there is no room; what lies between its end and the offset becomes zeros. */
    synchronized Optional<Failed> put(long offset, byte[] bytes, int from, int length) throws IOException {
        long end = Math.max(size, offset + length);
        Optional<Failed> objection = closed ? Optional.of(Room.FULL) : room.take(end - size);
        if (objection.isPresent()) {
            return objection;
        }
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, from, length);
            for (long at = offset; buffer.hasRemaining(); ) {
                at += file.write(buffer, at);
            }
            size = end;
            return Optional.empty();
        } catch (ClosedChannelException ending) {
            // A thread that is interrupted within it closes it, which is no fault of the disk.
            LOG.debug("the session ends within a file", ending);
            room.give(end - size);
            return Optional.of(ENDING);
        } catch (IOException full) {
            LOG.warn("a file cannot be kept in {}", room.folder(), full);
            room.give(end - size);
            return Optional.of(Room.FULL);
        }
    }

    /** Fewer bytes than asked for at its end. */
    Answer.Bytes read(long offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Math.clamp(size() - offset, 0, length));
        while (buffer.hasRemaining() && file.read(buffer, offset + buffer.position()) >= 0) {
            // until it is full or the file ends
        }
        return new Answer.Bytes(buffer.array(), 0, buffer.position());
    }

    /** All of it, from its begin; to be read by one thread, which must not be interrupted meanwhile. Closing it is nothing. */
    InputStream content() {
        return new InputStream() {
            private long at;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                int count = file.read(ByteBuffer.wrap(into, from, length), at);
                at += Math.max(0, count);
                return count;
            }
        };
    }

    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            closed = true;
            room.give(size);
            file.close();
        }
    }
}
