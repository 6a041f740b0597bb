package io.hatchway.keys;

/** Learns what becomes of what is written about who may open what. Called by the thread that watches: must not block. */
public interface AccessListener {
    /**
     * What is written counts from now on, apart from what was rejected.
     *
     * @param source the keys folder, or {@code access.yaml} with the files it names, or a file that is in order again
     */
    void accepted(String source);

    /** Something in a file does not count: a line, or all of it. What was good before may still be in force. */
    void rejected(String source, String reason);
}
