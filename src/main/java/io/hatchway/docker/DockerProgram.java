package io.hatchway.docker;

import io.hatchway.container.Container;
import io.hatchway.container.Launch;
import io.hatchway.container.OpenFile;
import io.hatchway.container.Outcome;
import io.hatchway.container.Program;
import io.hatchway.container.Size;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A program started by an exec. */
final class DockerProgram implements Program {
    private static final Logger LOG = LoggerFactory.getLogger(DockerProgram.class);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(60);
    private static final int SIGKILL_STATUS = 128 + 9;
    private static final Duration CONTAINER_VERDICT = Duration.ofMillis(400);
    private static final Duration START_PATIENCE = Duration.ofSeconds(2);
    private static final Duration LATE_VERDICT = Duration.ofMillis(500);
    private static final Duration POLL_SLOWLY = Duration.ofMillis(200);

    private final DockerContainers engine;
    private final Execs execs;
    private final Container container;
    private final Launch launch;
    private final String execId;
    private final ExecStream stream;
    private final ProcessTree processes;
    private final ExecEnding ending;
    private final boolean tty;
    private volatile boolean ended;
    private volatile boolean broken;
    private String startFailure = "";

    DockerProgram(
            DockerContainers engine,
            Execs execs,
            Container container,
            Launch launch,
            ExecStream stream,
            ExecEnding ending) {
        this.engine = engine;
        this.execs = execs;
        this.container = container;
        this.launch = launch;
        this.execId = ending.execId();
        this.stream = stream;
        this.processes = ending.processes();
        this.ending = ending;
        this.tty = launch.pty().isPresent();
    }

    @Override
    public void copyOutput(OutputStream stdout, OutputStream stderr) throws IOException {
        FirstWords words = new FirstWords(stdout, this::neverRan);
        try {
            stream.copyTo(words, stderr);
        } catch (OutputRejectedException rejected) {
            throw rejected;
        } catch (IOException torn) {
            broken = true;
            throw torn;
        } finally {
            startFailure = words.held();
        }
    }

    private boolean neverRan() throws IOException {
        ExecRecord exec = execs.record(execId);
        return exec.neverRan() && exec.code().isPresent();
    }

    @Override
    public OutputStream stdin() {
        return tty ? new TerminalInput(stream.input()) : stream.input();
    }

    @Override
    public Outcome await() throws InterruptedException {
        long lateAt = System.nanoTime() + LATE_VERDICT.toNanos();
        try {
            while (true) {
                ExecRecord exec = execs.record(execId);
                if (exec.neverRan() && exec.code().isPresent()) {
                    return notStarted(exec.code().getAsInt());
                }
                if (exec.code().isPresent()) {
                    ended = true;
                    return exited(exec.code().getAsInt());
                }
                boolean late = System.nanoTime() - lateAt > 0;
                if (late && !exec.running()) {
                    return new Outcome.Lost("The engine does not know how the program ended.");
                }
                if (late && broken) {
                    return new Outcome.Lost(
                            "The engine broke off the program's output, and nobody can follow it any more.");
                }
                // A program may close its output and go on; its end is still its own to choose.
                Thread.sleep(late ? POLL_SLOWLY : LOOK_AGAIN.dividedBy(6));
            }
        } catch (IOException failed) {
            return engine.goneReason(container)
                    .<Outcome>map(reason -> new Outcome.ContainerGone(SIGKILL_STATUS, reason))
                    .orElseGet(() -> new Outcome.Lost("The connection to the engine '" + container.engine()
                            + "' was lost, so how the program ended is not known."));
        }
    }

    /**
     * A program killed with its container reads like one killed alone (137). The engine notes the container's end a
     * moment after the program's, so it is asked for a while; other exits are not held up.
     */
    private Outcome exited(int code) throws InterruptedException {
        long until = System.nanoTime() + CONTAINER_VERDICT.toNanos();
        while (code == SIGKILL_STATUS && System.nanoTime() - until < 0) {
            Optional<String> reason = engine.goneReason(container);
            if (reason.isPresent()) {
                return new Outcome.ContainerGone(code, reason.get());
            }
            Thread.sleep(LOOK_AGAIN);
        }
        return new Outcome.Exited(code);
    }

    private Outcome notStarted(int engineCode) {
        ended = true;
        return StartFailure.explain(launch, container, engineCode, startFailure);
    }

    @Override
    public void resize(Size size) {
        if (tty) {
            execs.resize(execId, size);
        }
    }

    @Override
    public void signal(String name) {
        try {
            // A program the engine is just starting carries no tag yet.
            long until = System.nanoTime() + START_PATIENCE.toNanos();
            while (!processes.signalGroup(name)
                    && System.nanoTime() - until < 0
                    && execs.record(execId).running()) {
                Thread.sleep(LOOK_AGAIN);
            }
        } catch (IOException failed) {
            LOG.warn("signal {} did not reach session {}", name, launch.tag(), failed);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void signalAll(String name) {
        try {
            processes.signalAll(name);
        } catch (IOException failed) {
            LOG.warn("signal {} did not reach the processes of session {}", name, launch.tag(), failed);
        }
    }

    @Override
    public Optional<OpenFile> lend(int descriptor) {
        try {
            ExecRecord now = execs.record(execId);
            int pid = Math.toIntExact(now.pid());
            return now.running() && pid > 0
                    ? processes.lend(pid, descriptor, () -> execs.record(execId).equals(now))
                    : Optional.empty();
        } catch (IOException unseen) {
            LOG.debug("session {} lends no file", launch.tag(), unseen);
            return Optional.empty();
        }
    }

    @Override
    public boolean end() {
        if (ended) {
            return true;
        }
        close();
        ended = ending.run();
        return ended;
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException alreadyGone) {
            LOG.debug("closing the stream of session {}", launch.tag(), alreadyGone);
        }
    }
}
