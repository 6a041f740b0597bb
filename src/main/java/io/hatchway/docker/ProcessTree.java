package io.hatchway.docker;

import io.hatchway.container.OpenFile;
import java.io.IOException;
import java.util.Optional;

/**
 * The processes of one session: those that carry its tag in their environment, what descends from them, and what shares
 * their kernel session. An engine cannot signal an exec, so the gateway finds them itself, one way or another.
 */
interface ProcessTree {

    /**
     * Ends every process of the session: HUP, then TERM, then KILL, about a second apart while any is left. Blocks for up
     * to 4 seconds.
     *
     * @return whether none is left
     */
    boolean end() throws IOException, InterruptedException;

    /** Sends a signal, named without SIG, to every process of the session. */
    void signalAll(String signal) throws IOException;

    /**
     * Sends a signal to the process group of the session's first process.
     *
     * @return false when that process is not there: not yet, or not any more
     */
    boolean signalGroup(String signal) throws IOException;

    /**
     * A file that one of its processes has open; see {@link io.hatchway.container.Program#lend}.
     *
     * @param still whether the process is the same as when its pid was asked for
     */
    default Optional<OpenFile> lend(int pid, int descriptor, LentFile.Still still) throws IOException {
        return Optional.empty();
    }
}
