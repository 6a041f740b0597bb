package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.hatchway.container.Container;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** A session's processes seen and signalled from the engine's host: needs nothing in the image. */
record HostProcesses(String tag) implements ProcessTree {

    /** Whether this gateway runs where the container's processes can be seen and read. */
    static boolean see(Container container) {
        if (container.hostPid() <= 0) {
            return false;
        }
        Path process = Path.of("/proc", Long.toString(container.hostPid()));
        try {
            Files.readAllBytes(process.resolve("environ"));
            return Files.readString(process.resolve("cgroup"), ISO_8859_1).contains(container.id());
        } catch (IOException unseen) {
            return false;
        }
    }

    @Override
    public boolean signalAll(String signal) throws IOException {
        int number = Signals.number(signal).orElseThrow();
        Set<Integer> tree = ProcessTable.HOST.snapshot().tree(tag);
        tree.forEach(pid -> Signals.kill(pid, number));
        return !tree.isEmpty();
    }

    @Override
    public void signalGroup(String signal) throws IOException {
        int leader = ProcessTable.HOST.snapshot().leader(tag);
        if (leader > 0) {
            Signals.kill(-leader, Signals.number(signal).orElseThrow());
        }
    }
}
