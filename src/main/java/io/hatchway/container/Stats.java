package io.hatchway.container;

import java.util.function.Consumer;

/** What containers use. All calls block. */
public interface Stats {

    /** Measures for a second or two. */
    Usage sample(String containerId) throws EngineException, InterruptedException;

    /** Tells of it each second until the container ends or the calling thread is interrupted. */
    void follow(String containerId, Consumer<Usage> listener) throws EngineException, InterruptedException;

    Processes processes(String containerId) throws EngineException;
}
