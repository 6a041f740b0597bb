package io.hatchway.session;

/** The time during which an onlooker sees a session. */
public interface Sight extends AutoCloseable {
    @Override
    void close();
}
