package io.hatchway.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Every process this program has started and not yet ended, so that none outlives it. Safe for many threads. */
final class Running implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(15);

    private final Set<Process> processes = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Starts a process and keeps it in mind until it has ended. */
    Process start(ProcessBuilder builder) throws IOException {
        var process = builder.start();
        keep(process);
        return process;
    }

    /** Starts processes, each reading what the one before it writes. */
    List<Process> startPipeline(List<ProcessBuilder> builders) throws IOException {
        var pipeline = ProcessBuilder.startPipeline(builders);
        pipeline.forEach(this::keep);
        return pipeline;
    }

    private void keep(Process process) {
        processes.add(process);
        var _ = process.onExit().thenRun(() -> processes.remove(process));
        if (closed) {
            process.destroyForcibly();
        }
    }

    /** Ends a process and all that it has started: politely, and after a grace by force. */
    void stop(Process process) {
        var all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        all.forEach(ProcessHandle::destroy);
        var end = System.nanoTime() + GRACE.toNanos();
        try {
            process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
            while (all.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() {
        closed = true;
        for (var process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
