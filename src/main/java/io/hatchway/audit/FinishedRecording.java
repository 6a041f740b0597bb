package io.hatchway.audit;

/**
 * A recording that has ended.
 *
 * @param file its name in the folder of recordings
 * @param sha256 of the whole file, in hexadecimal digits
 * @param complete whether it has all the session's output
 */
public record FinishedRecording(String file, String sha256, boolean complete) {}
