package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.hatchway.container.Container;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A running container's first process, where this gateway sees it and may enter its namespaces(7).
 *
 * @param files its folder, as proc(5) shows it
 */
record FirstProcess(Container container, Path files) {
    private static final Path OURS = Path.of("/proc/self/ns");

    /** That of a container on this host; empty where it is none of this host's, or the gateway may not. */
    static Optional<FirstProcess> of(Container container) {
        try {
            FirstProcess found = new FirstProcess(container, Path.of("/proc", Long.toString(container.hostPid())));
            boolean within = container.hostPid() > 0
                    && found.isStillTheContainers()
                    && Capabilities.has(Capabilities.SYS_ADMIN, Capabilities.SYS_PTRACE);
            return within ? Optional.of(found) : Optional.empty();
        } catch (IOException unseen) {
            return Optional.empty();
        }
    }

    /** Whether this gateway is in the same namespace of a kind, such as {@code net}. */
    boolean shares(String kind) throws IOException {
        return Files.readSymbolicLink(OURS.resolve(kind)).equals(Files.readSymbolicLink(namespace(kind)));
    }

    /**
     * Takes the calling thread into its namespace of a kind, for good.
     *
     * @param flag the same kind, as setns(2) has it
     */
    void enter(String kind, int flag) throws IOException {
        int handle = Libc.openToRead(namespace(kind));
        try {
            // Looked at now that it is held: a process id may have come to mean another process.
            if (!isStillTheContainers()) {
                throw new IOException("the container has ended");
            }
            SystemCall.SETNS.call(handle, flag, 0);
        } finally {
            Libc.close(handle);
        }
    }

    private Path namespace(String kind) {
        return files.resolve("ns").resolve(kind);
    }

    private boolean isStillTheContainers() throws IOException {
        return Files.readString(files.resolve("cgroup"), ISO_8859_1).contains(container.id());
    }
}
