package io.hatchway.session;

import io.hatchway.container.Size;

/** What runs in a session at the moment and takes what its client does beside stdin. No call blocks. */
public interface Foreground {

    /** The client's window changed. */
    void resize(Size size);

    /** The client sent a signal, named as in RFC 4254, 6.10. */
    void signal(String name);

    /**
     * Output was written that the client will not read, though it waits for the exit (OpenSSH's PROTOCOL, 2.1,
     * eow@openssh.com). Called again for as long as that goes on.
     */
    void readerGone();
}
