package io.hatchway.files;

import java.util.Arrays;
import java.util.List;

/** What came of an {@link Op}. */
sealed interface Answer {
    /** It was done, and there is nothing more to say. */
    Done DONE = new Done();

    record Done() implements Answer {}

    /** It was not done; the sentence is for the client. */
    record Failed(Reason reason, String sentence) implements Answer {}

    /**
     * A file is open.
     *
     * @param empty whether it was made or cut for that; false also where it is not known
     */
    record Opened(boolean empty) implements Answer {}

    record Lent(int descriptor) implements Answer {}

    record Stat(FileStat stat) implements Answer {}

    /**
     * What is in a folder.
     *
     * @param bytes about what this holds of memory
     */
    record Listing(List<Entry> entries, long bytes) implements Answer {}

    /** Part of an array that is used again when whoever is told has returned. */
    @SuppressWarnings("ArrayRecordComponent") // a file's content on its way, compared by nobody
    record Bytes(byte[] array, int from, int length) implements Answer {
        Bytes copy() {
            return new Bytes(Arrays.copyOfRange(array, from, from + length), 0, length);
        }
    }

    record Name(FilePath path) implements Answer {}

    /** Sizes are in blocks of {@code blockSize} bytes. */
    record Space(
            long blockSize,
            long blocks,
            long free,
            long available,
            long files,
            long freeFiles,
            long fileSystem,
            long longestName)
            implements Answer {}

    /** One name of a folder. */
    record Entry(FilePath name, FileStat stat) {}

    /** What kind of failure: what programs can tell apart. */
    enum Reason {
        NO_SUCH_FILE,
        PERMISSION_DENIED,
        /** It cannot be done in this way, or in this container. */
        UNSUPPORTED,
        /** Whoever does the work is gone. */
        LOST,
        FAILURE
    }
}
