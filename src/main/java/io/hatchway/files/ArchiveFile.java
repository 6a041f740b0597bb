package io.hatchway.files;

import java.util.Optional;

/** What a session has open over an engine's archive. */
sealed interface ArchiveFile {

    /**
     * A file as the container had it.
     *
     * @param path without links and dots; empty when this session has removed or replaced it
     */
    record Reading(Optional<FilePath> path, Incoming content) implements ArchiveFile {}

    /** A file as this session writes it, open in one way. */
    record Drafting(Draft draft, OpenMode how) implements ArchiveFile {}
}
