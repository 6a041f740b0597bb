package io.hatchway.container;

import java.util.OptionalInt;

/** Something to do to a container. */
public sealed interface Change {

    record Start() implements Change {}

    /**
     * Ends it.
     *
     * @param patience the seconds after which it is killed; empty: the container's own
     */
    record Stop(OptionalInt patience) implements Change {}

    /**
     * Ends it and starts it again.
     *
     * @param patience as for {@link Stop}
     */
    record Restart(OptionalInt patience) implements Change {}

    /**
     * Sends its first process a signal.
     *
     * @param signal such as {@code KILL}
     */
    record Kill(String signal) implements Change {}

    record Pause() implements Change {}

    record Unpause() implements Change {}

    record Rename(String name) implements Change {}

    /**
     * Makes it be no more.
     *
     * @param force also when it runs
     * @param volumes its anonymous volumes with it
     */
    record Remove(boolean force, boolean volumes) implements Change {}
}
