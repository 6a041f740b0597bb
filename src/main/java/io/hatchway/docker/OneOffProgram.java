package io.hatchway.docker;

import io.hatchway.container.Container;
import io.hatchway.container.OneOff;
import io.hatchway.container.Outcome;
import io.hatchway.container.Program;
import io.hatchway.container.Size;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The program of a one-off container, which is the container's whole life. */
final class OneOffProgram implements Program {
    private static final Logger LOG = LoggerFactory.getLogger(OneOffProgram.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);
    /** Between the signal to end and the one that cannot be refused. */
    private static final int GRACE_SECONDS = 2;

    private final DockerOneOffs engine;
    private final Container container;
    private final OneOff wish;
    private final ExecStream stream;
    private volatile boolean over;

    OneOffProgram(DockerOneOffs engine, Container container, OneOff wish, ExecStream stream) {
        this.engine = engine;
        this.container = container;
        this.wish = wish;
        this.stream = stream;
    }

    @Override
    public void copyOutput(OutputStream stdout, OutputStream stderr) throws IOException {
        stream.copyTo(stdout, stderr);
    }

    @Override
    public OutputStream stdin() {
        return wish.pty().isEmpty() ? stream.input() : new TerminalInput(stream.input());
    }

    @Override
    public Outcome await() throws InterruptedException {
        try (HttpExchange answer = engine.post("/containers/" + container.id() + "/wait", PATIENCE)) {
            if (answer.status() != 200) {
                return new Outcome.Lost("The container " + container.name()
                        + " was removed by somebody else, so how its program ended is not known.");
            }
            int code = Refusals.JSON.readTree(answer.body()).path("StatusCode").asInt(-1);
            over = !wish.life().removed() || engine.remove(container.id());
            return code < 0
                    ? new Outcome.Lost("The engine does not know how the program ended.")
                    : new Outcome.Exited(code);
        } catch (IOException broken) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LOG.info("the end of {} is not known", container.name(), broken);
            return new Outcome.Lost("The connection to the engine '" + container.engine()
                    + "' was lost, so how the program ended is not known.");
        }
    }

    @Override
    public void resize(Size size) {
        if (wish.pty().isPresent()) {
            try {
                engine.resize(container.id(), size);
            } catch (IOException notThere) {
                LOG.debug("{} was not resized", container.name(), notThere);
            }
        }
    }

    @Override
    public void signal(String name) {
        try {
            engine.post("/containers/" + container.id() + "/kill?signal=" + DockerInventory.encoded(name), PATIENCE)
                    .close();
        } catch (IOException failed) {
            LOG.warn("signal {} did not reach {}", name, container.name(), failed);
        }
    }

    /** Its first process is told; what it does with its children is its own. */
    @Override
    public void signalAll(String name) {
        signal(name);
    }

    @Override
    public boolean end() {
        if (over) {
            return true;
        }
        close();
        // An interrupted thread could not speak to the engine.
        FutureTask<Boolean> course = new FutureTask<>(this::course);
        Thread.ofVirtual().name("end " + container.name()).start(course);
        boolean interrupted = Thread.interrupted();
        try {
            over = course.get(LAST_WORDS.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException late) {
            LOG.warn("{} takes long to end", container.name(), late);
        } catch (InterruptedException again) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return over;
    }

    private boolean course() {
        try (HttpExchange answer =
                engine.post("/containers/" + container.id() + "/stop?t=" + GRACE_SECONDS, PATIENCE)) {
            LOG.debug("{} was stopped: {}", container.name(), answer.status());
        } catch (IOException failed) {
            LOG.debug("{} was not stopped", container.name(), failed);
        }
        return wish.life().removed() ? engine.remove(container.id()) : engine.kill(container.id());
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException alreadyGone) {
            LOG.debug("closing the stream of {}", container.name(), alreadyGone);
        }
    }
}
