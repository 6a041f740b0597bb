package io.hatchway.gate;

import java.util.logging.LogManager;

/** A log that lasts until the process ends: the JDK's own closes itself as soon as shutting down begins. */
public final class LastingLogs extends LogManager {

    /** Made by the JDK, which finds the class by its name. */
    public LastingLogs() {}

    /** Called by the JDK when shutting down begins; what is to be logged then is what one wants to read. */
    @Override
    public void reset() {}
}
