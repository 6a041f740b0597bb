package io.hatchway.files;

import java.util.Optional;

/** An operation on a container's files. Paths are as the client gave them, made absolute. */
public sealed interface FileEvent {

    /** A file was opened. */
    record Opened(FilePath path, boolean toWrite) implements FileEvent {}

    /** A file was closed, by the client or because the session ended. */
    record Closed(FilePath path, Passage read, Passage written) implements FileEvent {}

    /** A name was given to something else's file or folder, in place of its old one. */
    record Renamed(FilePath from, FilePath to) implements FileEvent {}

    /** A file was removed. */
    record Removed(FilePath path) implements FileEvent {}

    /** A folder was made. */
    record FolderMade(FilePath path) implements FileEvent {}

    /** A folder was removed. */
    record FolderRemoved(FilePath path) implements FileEvent {}

    /** A folder was listed. */
    record Listed(FilePath path) implements FileEvent {}

    /** Size, mode, owner or times were set; {@code changes} says which, for people. */
    record Changed(FilePath path, String changes) implements FileEvent {}

    /** A second name for a file was made. */
    record Linked(FilePath file, FilePath name) implements FileEvent {}

    /** A symbolic link was made. */
    record SymbolicallyLinked(FilePath target, FilePath name) implements FileEvent {}

    /**
     * What went through an open file in one direction.
     *
     * @param sha256 hexadecimal; empty unless it went through in sequence, from the file's first byte on
     */
    record Passage(long bytes, Optional<String> sha256) {}
}
