package io.hatchway.docker;

import io.hatchway.container.EngineException;
import java.io.IOException;

/** Streams that are read until somebody has had enough. */
final class Interruption {
    private Interruption() {}

    /** Reads a stream of the engine's. */
    interface Reading {
        void run() throws IOException, InterruptedException;
    }

    /**
     * Reads to the end; a connection that broke because the thread was interrupted is an interruption.
     *
     * @param what as in "the engine could not ..."
     */
    static void of(String what, DockerContainers engine, Reading reading) throws EngineException, InterruptedException {
        try {
            reading.run();
        } catch (EngineException said) {
            said.throwIfInterrupted();
            throw said;
        } catch (IOException broken) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw engine.away(what, broken);
        }
    }
}
