package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.hatchway.container.Container;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A container's network as the engine's own host can enter it (setns(2)): a socket belongs for ever to the namespace of
 * the thread that made it, whichever thread uses it later. Needs nothing in the image, and no program in the container.
 */
record NetworkNamespace(FirstProcess process) {
    private static final String KIND = "net";
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int LONGEST_NUMBER = 16;
    private static final Path FIRST_FREE_PORT = Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start");

    /** That of a running container, where this gateway sees it and may enter it. */
    static Optional<NetworkNamespace> of(Container container) {
        return SystemCall.areKnown() ? FirstProcess.of(container).map(NetworkNamespace::new) : Optional.empty();
    }

    /** Whether it is the network this gateway is in itself. */
    boolean isOurs() throws IOException {
        return process.shares(KIND);
    }

    /** The first port that it does not take root to listen on (ip(7)); what is read belongs to the reader's network. */
    int firstFreePort() throws IOException {
        return make(() -> {
            try (InputStream file = Files.newInputStream(FIRST_FREE_PORT)) {
                // In one piece: there is nothing at the second byte of such a file.
                return Integer.parseInt(new String(file.readNBytes(LONGEST_NUMBER), US_ASCII).strip());
            }
        });
    }

    /** Makes something, such as a socket, that belongs to the container's network. What it does must not block long. */
    <T> T make(Callable<T> work) throws IOException {
        String container = process.container().name();
        FutureTask<T> task = new FutureTask<>(() -> {
            process.enter(KIND, CLONE_NEWNET);
            return work.call();
        });
        // Never used again: a thread does not come back.
        Thread.ofPlatform().daemon().name("network of " + container).start(task);
        try {
            return task.get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException refused
                    ? refused
                    : new IOException("the network of " + container + " was not entered", failed.getCause());
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while entering a network");
        }
    }
}
