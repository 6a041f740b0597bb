package io.hatchway.session;

/** The client's agent, which it offers to the programs of a session. */
public interface Agent {

    /** Makes a socket for it in the container; blocks. The caller closes it when the session ends. */
    ReverseListening listen() throws ForwardRefusedException;
}
