package io.hatchway.docker;

import java.util.OptionalInt;

/**
 * What the engine knows of an exec.
 *
 * @param pid its first process on the engine's host; stays after the end, and is 0 for one that never ran
 * @param code the exit code, absent while it runs and when it is not known
 */
record ExecRecord(boolean running, long pid, OptionalInt code) {
    boolean neverRan() {
        return !running && pid == 0;
    }
}
