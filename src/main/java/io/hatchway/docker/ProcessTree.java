package io.hatchway.docker;

import java.io.IOException;

/**
 * The processes of one session: those that carry its tag in their environment, what descends from them, and what shares
 * their kernel session. An engine cannot signal an exec, so the gateway finds them itself, one way or another.
 */
interface ProcessTree {
    /** No signal at all: only looks whether somebody is there, as kill(2) does with 0. */
    String NONE = "0";

    /**
     * Signals every process of the session that is still alive.
     *
     * @param signal a name without SIG, or {@link #NONE}
     * @return false when there was none left
     */
    boolean signalAll(String signal) throws IOException;

    /** Signals the process group of the session's first process, and nothing when it has gone. */
    void signalGroup(String signal) throws IOException;
}
