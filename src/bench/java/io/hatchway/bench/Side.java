package io.hatchway.bench;

import java.io.IOException;
import java.util.List;

/** One of the two ways into the container. Not running until started; may be started again after a stop. */
sealed interface Side permits Hatchway, Bridge {
    String name();

    /**
     * Returns once logins are accepted.
     *
     * @throws IOException when it does not come up in time, with the end of its log
     */
    void start() throws IOException, InterruptedException;

    /** Ends every process of this side, if there is one. May be called by any thread. */
    void stop();

    /** Where to log in while it runs. */
    Endpoint endpoint();

    /** Its processes at this moment: everything between the client and the engine, and nothing of either. */
    List<Long> pids();

    /**
     * The CPU seconds used since the start, by the server and by whatever it started for logins that have ended. Waits
     * for the last of those to be accounted.
     */
    double cpuSeconds() throws IOException, InterruptedException;

    /** The memory of its processes at this moment, in KiB, with shared pages shared out. */
    default double pssKib() throws IOException {
        return Proc.pssKib(pids());
    }
}
