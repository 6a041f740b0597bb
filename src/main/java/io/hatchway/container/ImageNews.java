package io.hatchway.container;

/** What an engine tells while it works on an image. Nothing in it was made fit for a terminal. */
public sealed interface ImageNews {

    /**
     * A layer moved on.
     *
     * @param id its first twelve digits
     * @param status the engine's words, such as {@code Downloading}
     * @param done bytes so far; 0 where it does not count
     * @param total bytes in all; 0 where that is not known
     */
    record Layer(String id, String status, long done, long total) implements ImageNews {}

    /** Something that was said or printed, with its line breaks where a program printed it. */
    record Text(String text) implements ImageNews {}

    /** What came of it: the id of an image that was built, the digest of one that was pulled or pushed. */
    record Result(String digest) implements ImageNews {}
}
