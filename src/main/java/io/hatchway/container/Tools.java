package io.hatchway.container;

/**
 * A container of tools beside another one: it sees that one's processes and network, and its files under
 * {@code /proc/1/root}.
 */
public interface Tools extends AutoCloseable {

    /** Where programs can be started. */
    Container container();

    /** Ends it and removes it. */
    @Override
    void close();
}
