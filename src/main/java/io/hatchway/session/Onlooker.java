package io.hatchway.session;

import io.hatchway.container.Size;

/** Sees what a session's terminal is sent. Called by the threads that write to the session: no call may wait. */
public interface Onlooker {

    /** Takes a copy of what it wants to keep. */
    void output(byte[] bytes, int offset, int length);

    /** What follows is written for a terminal of this size. */
    void resize(Size size);

    /** The session has ended. */
    void ended();
}
