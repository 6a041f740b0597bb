package io.hatchway.audit;

import java.util.Optional;

/**
 * A recording as a killed gateway left it.
 *
 * @param file its name in the folder of recordings
 * @param content empty where it is gone, or cannot be read
 */
public record FoundRecording(String file, Optional<Content> content) {
    /**
     * What the file holds.
     *
     * @param sha256 of all of it, in hexadecimal digits
     */
    public record Content(String sha256, long bytes) {}
}
