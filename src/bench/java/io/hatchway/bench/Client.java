package io.hatchway.bench;

import java.io.IOException;

/** Something that logs in. Safe for many threads. */
interface Client {
    String name();

    /**
     * Logs in, runs {@code true}, and leaves. Blocks, within a limit.
     *
     * @throws IOException when it could not, or the command's exit status was not 0
     */
    void login(Endpoint endpoint) throws IOException, InterruptedException;
}
