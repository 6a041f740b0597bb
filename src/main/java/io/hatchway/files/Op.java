package io.hatchway.files;

/** One thing to be done to a container's files. Paths are absolute; open files go by a number of the caller's. */
sealed interface Op {

    /** Attributes; answered by {@link Answer.Stat}. */
    record Stat(FilePath path, boolean followLinks) implements Op {}

    /** Attributes of an open file; answered by {@link Answer.Stat}. */
    record StatOpen(int file) implements Op {}

    /** What is in a folder, with attributes; answered by {@link Answer.Listing}. */
    record ListFolder(FilePath path) implements Op {}

    /**
     * Opens a regular file; answered by {@link Answer.Opened}.
     *
     * @param mode for a file that is made, before the umask
     */
    record Open(int file, FilePath path, OpenMode how, int mode) implements Op {}

    record Close(int file) implements Op {}

    /** Answered by {@link Answer.Bytes}; fewer than asked for mean the file's end, none that it was reached before. */
    record Read(int file, long offset, int length) implements Op {}

    /**
     * Asks by which descriptor the worker has a file open to read it, and has it stand still until whoever is told has
     * returned. Answered by {@link Answer.Lent}; a wish among workers, no client's.
     */
    record Lend(int file) implements Op {}

    /** The bytes belong to the operation from here on. */
    @SuppressWarnings("ArrayRecordComponent") // a file's content on its way, compared by nobody
    record Write(int file, long offset, byte[] bytes, int from, int length) implements Op {}

    record Change(FilePath path, Changes changes) implements Op {}

    record ChangeOpen(int file, Changes changes) implements Op {}

    record MakeFolder(FilePath path, int mode) implements Op {}

    record RemoveFile(FilePath path) implements Op {}

    record RemoveFolder(FilePath path) implements Op {}

    record Rename(FilePath from, FilePath to, boolean replace) implements Op {}

    record HardLink(FilePath file, FilePath name) implements Op {}

    record SymbolicLink(FilePath target, FilePath name) implements Op {}

    /** Answered by {@link Answer.Name}. */
    record ReadLink(FilePath path) implements Op {}

    /** A path without links, of which the last name need not exist; answered by {@link Answer.Name}. */
    record RealPath(FilePath path) implements Op {}

    /** Waits until an open file's content is on the disk. */
    record Sync(int file) implements Op {}

    /** Answered by {@link Answer.Space}. */
    record FreeSpace(FilePath path) implements Op {}
}
