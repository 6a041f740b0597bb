package io.hatchway.container;

/** What containers wrote. */
public interface Logs {

    /** Takes lines in order. While it blocks, the engine is not read. */
    interface Sink {
        void line(LogLine line) throws InterruptedException;
    }

    /**
     * Hands a container's log to the sink and returns at its end: where the container has ended, when it is followed.
     * A line longer than 64 KiB comes in pieces.
     *
     * @throws InterruptedException when the calling thread was interrupted; the connection is closed then
     */
    void read(String containerId, LogQuery query, Sink sink) throws EngineException, InterruptedException;
}
