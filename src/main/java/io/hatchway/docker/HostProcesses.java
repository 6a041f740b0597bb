package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.hatchway.container.Container;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A session's processes seen and signalled from the engine's host: needs nothing in the image. */
record HostProcesses(String tag, ProcessTable table) implements ProcessTree {
    private static final List<Step> STEPS = List.of(
            new Step("HUP", Duration.ofMillis(1200)),
            new Step("TERM", Duration.ofMillis(1200)),
            new Step("KILL", Duration.ofMillis(1600)));

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private record Step(String signal, Duration patience) {}

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
    public boolean end() throws IOException, InterruptedException {
        steps:
        for (Step step : STEPS) {
            long until = System.nanoTime() + step.patience().toNanos();
            signalAll(step.signal());
            while (!table.snapshot().tree(tag).isEmpty()) {
                if (System.nanoTime() - until > 0) {
                    continue steps;
                }
                Thread.sleep(LOOK_AGAIN);
                if (step.signal().equals("KILL")) {
                    // What was forked while the others died has not had it yet.
                    signalAll("KILL");
                }
            }
            return true;
        }
        return false;
    }

    @Override
    public void signalAll(String signal) throws IOException {
        int number = Signals.number(signal).orElseThrow();
        table.snapshot().tree(tag).forEach(pid -> Signals.kill(pid, number));
    }

    @Override
    public boolean signalGroup(String signal) throws IOException {
        int leader = table.snapshot().leader(tag);
        if (leader > 0) {
            Signals.kill(-leader, Signals.number(signal).orElseThrow());
        }
        return leader > 0;
    }
}
