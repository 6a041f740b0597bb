package io.hatchway.session;

import java.io.IOException;

/** Serves one session from start to end, on the calling thread. */
public interface Handler {

    /**
     * Serves the session; blocks until it has ended.
     *
     * @throws UnrecordedException when the session may not begin because it cannot be recorded
     * @throws InterruptedException when the session was told to end; everything it started has ended then
     * @throws io.hatchway.container.EngineException whose sentence the client is shown
     * @throws IOException on a fault that only the log explains
     */
    Exit handle(Session session) throws IOException, UnrecordedException, InterruptedException;
}
