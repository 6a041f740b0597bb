package io.hatchway.docker;

import io.hatchway.container.Container;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes sure that nothing is left of an exec: not its processes, and not one the engine is just starting. */
record ExecEnding(
        DockerContainers engine,
        Execs execs,
        Container container,
        String tag,
        String execId,
        ProcessTree processes,
        Duration patience) {
    private static final Logger LOG = LoggerFactory.getLogger(ExecEnding.class);

    static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration COURSE = Duration.ofMillis(4500);
    /** How long the engine may take from a start call to the exec's record. */
    private static final Duration STARTING = Duration.ofSeconds(1);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(60);

    /**
     * Blocks for up to the patience given, whether the caller has been interrupted or not; a course that takes longer
     * goes on by itself.
     *
     * @return whether nothing is left for sure
     */
    boolean run() {
        // An interrupted thread could not speak to the engine.
        FutureTask<Boolean> course = new FutureTask<>(this::course);
        Thread.ofVirtual().name("end " + tag).start(course);
        boolean interrupted = Thread.interrupted();
        try {
            boolean gone = course.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            if (!gone) {
                LOG.warn("session {} may have left processes in container {}", tag, container.name());
            }
            return gone;
        } catch (ExecutionException failed) {
            LOG.warn("could not end session {} in container {}", tag, container.name(), failed.getCause());
            return false;
        } catch (TimeoutException late) {
            LOG.warn("session {} in container {} takes long to end", tag, container.name());
            return false;
        } catch (InterruptedException again) {
            interrupted = true;
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean course() throws IOException, InterruptedException {
        try {
            long began = System.nanoTime();
            boolean gone = processes.end();
            while (mayStillRun(execs.record(execId), began)) {
                Thread.sleep(LOOK_AGAIN);
                gone = processes.end();
            }
            return gone;
        } catch (IOException | RuntimeException failed) {
            if (engine.goneReason(container).isPresent()) {
                return true;
            }
            throw failed;
        }
    }

    private static boolean mayStillRun(ExecRecord exec, long began) {
        boolean beginning = exec.neverRan() && exec.code().isEmpty();
        Duration limit = beginning ? STARTING : COURSE;
        return (exec.running() || beginning) && System.nanoTime() - began < limit.toNanos();
    }
}
