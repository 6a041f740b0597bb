package io.hatchway.audit;

import io.hatchway.container.Size;
import io.hatchway.session.Exit;
import java.io.IOException;

/** The recording of one session while it runs. */
sealed interface Tape permits StrictTape, BestEffortTape {

    /** The recording's name in the folder of recordings. */
    String file();

    /**
     * Takes what the client is about to see.
     *
     * @throws IOException when it is not kept and therefore must not be sent; the session was told to end
     */
    void output(byte[] bytes, int offset, int length) throws IOException;

    /**
     * The window changed. Called by threads that serve everybody: neither writes nor waits; it is in the recording before
     * the next output, or its end.
     */
    void resize(Size size);

    /** Ends the recording; waits a moment for what is still on its way. */
    FinishedRecording end(Exit exit);
}
