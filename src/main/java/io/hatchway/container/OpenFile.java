package io.hatchway.container;

import java.io.IOException;

/** A regular file that a program in a container has opened, read from outside with just the rights it was opened with. */
public interface OpenFile extends AutoCloseable {

    /**
     * Reads at a place of the file and leaves the program's own place in it alone (pread(2)). Blocks the thread as a disk
     * does, so it is not for a virtual one.
     *
     * @return how many bytes, fewer than asked for only at the file's end
     */
    int read(long offset, byte[] into, int length) throws IOException;

    @Override
    void close();
}
