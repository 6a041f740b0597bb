package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.hatchway.container.Container;
import io.hatchway.container.OpenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A session's processes seen and signalled from the engine's host: needs nothing in the image. */
record HostProcesses(String tag, ProcessTable table) implements ProcessTree {
    private static final List<Step> STEPS = List.of(
            new Step("HUP", Duration.ofMillis(1200)),
            new Step("TERM", Duration.ofMillis(1200)),
            new Step("KILL", Duration.ofMillis(1600)));

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private record Step(String signal, Duration patience) {}

    /** The processes of a session, when this gateway runs where it can see, read and signal the container's. */
    static Optional<ProcessTree> of(Container container, String tag) {
        if (container.hostPid() <= 0) {
            return Optional.empty();
        }
        Path first = Path.of("/proc", Long.toString(container.hostPid()));
        try {
            // Without the host's pids this one may be anybody's; without the capabilities other users' stay hidden.
            boolean within =
                    Files.readString(first.resolve("cgroup"), ISO_8859_1).contains(container.id())
                            && Capabilities.has(Capabilities.SYS_PTRACE, Capabilities.KILL);
            return within
                    ? Optional.of(new HostProcesses(tag, ProcessTable.of(ProcessTable.namespace(first))))
                    : Optional.empty();
        } catch (IOException unseen) {
            return Optional.empty();
        }
    }

    @Override
    public boolean end() throws IOException, InterruptedException {
        Map<Integer, Long> known = new HashMap<>();
        for (Step step : STEPS) {
            if (endWith(step, known)) {
                return true;
            }
        }
        return false;
    }

    /** One step of the course; true when nothing is left. Remembers what it saw. */
    private boolean endWith(Step step, Map<Integer, Long> known) throws IOException, InterruptedException {
        int signal = Signals.number(step.signal()).orElseThrow();
        Set<Integer> told = new HashSet<>();
        long until = System.nanoTime() + step.patience().toNanos();
        while (true) {
            Map<Integer, Long> alive = table.snapshot().tree(tag, known);
            if (alive.isEmpty()) {
                return true;
            }
            known.putAll(alive);
            // Each is told once, and so is what was forked meanwhile.
            for (Map.Entry<Integer, Long> process : alive.entrySet()) {
                if (told.add(process.getKey())) {
                    signal(process, signal);
                }
            }
            if (System.nanoTime() - until > 0) {
                return false;
            }
            Thread.sleep(LOOK_AGAIN);
        }
    }

    @Override
    public void signalAll(String signal) throws IOException {
        int number = Signals.number(signal).orElseThrow();
        for (Map.Entry<Integer, Long> process :
                table.snapshot().tree(tag, Map.of()).entrySet()) {
            signal(process, number);
        }
    }

    /** Signals a process, given with its start time, unless its pid has come to mean another since. */
    private static void signal(Map.Entry<Integer, Long> process, int number) throws IOException {
        if (ProcessTable.isStill(process.getKey(), process.getValue())) {
            Signals.kill(process.getKey(), number);
        }
    }

    @Override
    public Optional<OpenFile> lend(int pid, int descriptor, LentFile.Still still) throws IOException {
        return LentFile.isTrusted(pid) ? LentFile.of(pid, descriptor, still) : Optional.empty();
    }

    @Override
    public boolean signalGroup(String signal) throws IOException {
        ProcessTable.Snapshot snapshot = table.snapshot();
        int leader = snapshot.leader(tag);
        Long started = snapshot.tree(tag, Map.of()).get(leader);
        if (started == null || !ProcessTable.isStill(leader, started)) {
            return false;
        }
        Signals.kill(-leader, Signals.number(signal).orElseThrow());
        return true;
    }
}
