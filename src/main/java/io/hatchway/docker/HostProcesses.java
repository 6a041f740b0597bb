package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.hatchway.container.Container;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** A session's processes seen and signalled from the engine's host: needs nothing in the image. */
record HostProcesses(String tag, ProcessTable table) implements ProcessTree {

    /** The processes of a session, when this gateway runs where the container's can be seen and read. */
    static Optional<ProcessTree> of(Container container, String tag) {
        if (container.hostPid() <= 0) {
            return Optional.empty();
        }
        Path first = Path.of("/proc", Long.toString(container.hostPid()));
        try {
            Files.readAllBytes(first.resolve("environ"));
            // Without the host's pids this one may be anybody's.
            return Files.readString(first.resolve("cgroup"), ISO_8859_1).contains(container.id())
                    ? Optional.of(new HostProcesses(tag, ProcessTable.of(ProcessTable.namespace(first))))
                    : Optional.empty();
        } catch (IOException unseen) {
            return Optional.empty();
        }
    }

    @Override
    public boolean signalAll(String signal) throws IOException {
        int number = Signals.number(signal).orElseThrow();
        Set<Integer> tree = table.snapshot().tree(tag);
        tree.forEach(pid -> Signals.kill(pid, number));
        return !tree.isEmpty();
    }

    @Override
    public void signalGroup(String signal) throws IOException {
        int leader = table.snapshot().leader(tag);
        if (leader > 0) {
            Signals.kill(-leader, Signals.number(signal).orElseThrow());
        }
    }
}
