package io.hatchway.container;

import java.time.Instant;
import java.util.Optional;

/** What happens on an engine. */
public interface Events {

    /** Takes events in order. While it blocks, the engine is not read. */
    interface Sink {
        void event(EngineEvent event) throws InterruptedException;
    }

    /**
     * Hands events to the sink: those since a time, and then as they come until another time, or for ever.
     *
     * @throws InterruptedException when the calling thread was interrupted; the connection is closed then
     */
    void read(Optional<Instant> since, Optional<Instant> until, Sink sink) throws EngineException, InterruptedException;
}
