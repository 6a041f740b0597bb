package io.hatchway.files;

import io.hatchway.files.Answer.Entry;
import java.util.List;
import java.util.Optional;

/** What a client has open. */
sealed interface SftpHandle {

    FilePath path();

    /**
     * A file; the bytes that went through it are counted on the thread that answers.
     *
     * @param empty whether it was empty when it was opened, for sure
     */
    record File(FilePath path, OpenMode how, boolean empty, Tally read, Tally written) implements SftpHandle {
        /** Why not all went through that was to. */
        Optional<String> failure() {
            return written.failure().or(read::failure);
        }

        /** Whether it has this size already, when nobody but this handle has changed it. */
        boolean hasSize(long size) {
            return empty && !how.append() && written.isWhole(size);
        }
    }

    /** A folder whose entries are told piece by piece. */
    final class Folder implements SftpHandle {
        private static final int OVERHEAD = 110;

        private final FilePath path;
        private final List<Entry> entries;
        private final long bytes;
        private int told;

        /** @param bytes what it has taken of {@link ListingMemory} */
        Folder(FilePath path, List<Entry> entries, long bytes) {
            this.path = path;
            this.entries = entries;
            this.bytes = bytes;
        }

        long bytes() {
            return bytes;
        }

        @Override
        public FilePath path() {
            return path;
        }

        /** The entries to tell next, of about so many bytes; none at the end. Called by one thread. */
        List<Entry> next(int bytes) {
            int from = told;
            for (int size = 0; told < entries.size() && size < bytes; told++) {
                size += 2 * entries.get(told).name().latin1().length() + OVERHEAD;
            }
            return entries.subList(from, told);
        }
    }
}
