package io.hatchway.sshd;

import io.hatchway.access.Directory;
import io.hatchway.access.Lookup;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks another directory and waits only so long: an engine that hangs must not keep anybody from the containers and
 * consoles that hang on nothing but names. What is then unknown is decided again before anything is started.
 */
final class PatientDirectory implements Directory {
    private static final Logger LOG = LoggerFactory.getLogger(PatientDirectory.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Questions at once: those that hang stay until the engine lets go of them. */
    private static final int MOST = 256;

    private final Directory asked;
    private final Duration patience;
    private final Semaphore room = new Semaphore(MOST);

    PatientDirectory(Directory asked) {
        this(asked, PATIENCE);
    }

    PatientDirectory(Directory asked, Duration patience) {
        this.asked = asked;
        this.patience = patience;
    }

    @Override
    public Lookup find(String name) {
        if (!room.tryAcquire()) {
            LOG.warn("{} questions wait for the engine already; deciding without it", MOST);
            return Lookup.UNKNOWN;
        }
        FutureTask<Lookup> answer = new FutureTask<>(() -> asked.find(name));
        Thread.ofVirtual().name("lookup").start(() -> {
            try {
                answer.run();
            } finally {
                room.release();
            }
        });
        try {
            return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException slow) {
            LOG.warn(
                    "the engine did not say what '{}' is within {} s; deciding without it", name, patience.toSeconds());
        } catch (ExecutionException failed) {
            LOG.error("looking a container up failed; deciding without it", failed.getCause());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        answer.cancel(true);
        return Lookup.UNKNOWN;
    }

    /** How many more questions may be asked at this moment. */
    int room() {
        return room.availablePermits();
    }
}
