package io.hatchway.audit;

import java.util.Optional;

/**
 * A recording that has ended.
 *
 * @param file its name in the folder of recordings
 * @param sha256 of the whole file, in hexadecimal digits; none where it is still being written
 * @param complete whether it has all the session's output
 */
public record FinishedRecording(String file, Optional<String> sha256, boolean complete) {}
