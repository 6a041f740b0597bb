package io.hatchway.session;

import io.hatchway.container.Container;
import io.hatchway.container.Containers;
import io.hatchway.container.EngineException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that no session leaves processes behind: those of this run that could not be ended when they should, and
 * those of an earlier gateway that was killed.
 */
final class Orphans implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final Journal journal;
    private final Containers containers;
    private final Set<String> live = ConcurrentHashMap.newKeySet();
    private final Thread sweeper;

    /** Starts sweeping at once, on a thread of its own. */
    Orphans(Journal journal, Containers containers) {
        this.journal = journal;
        this.containers = containers;
        this.sweeper = Thread.ofVirtual().name("orphans").start(this::sweepUntilClosed);
    }

    /** Writes down that a session is about to start processes; without that it must not. */
    void watch(String sessionId, Container container) throws IOException {
        live.add(sessionId);
        try {
            journal.open(new Journal.Entry(sessionId, container.engine(), container.id()));
        } catch (IOException unwritten) {
            live.remove(sessionId);
            throw new IOException("the session could not be written down before it starts", unwritten);
        }
    }

    /** A watched session is over; when something may be left it is swept later. */
    void ended(String sessionId, boolean nothingLeft) {
        try {
            if (nothingLeft) {
                journal.close(sessionId);
            }
        } catch (IOException failed) {
            LOG.warn("the journal entry of session {} could not be removed", sessionId, failed);
        } finally {
            live.remove(sessionId);
        }
    }

    private void sweepUntilClosed() {
        try {
            while (true) {
                sweep();
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException closed) {
            // the gateway stops; the next one goes on
        }
    }

    /** Sweeps all entries at once: each takes its time, and none should wait for another's. */
    private void sweep() throws InterruptedException {
        try (ExecutorService sweeps = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> due = journal.entries().stream()
                    .filter(entry -> !live.contains(entry.sessionId()))
                    .filter(entry -> entry.engine().equals(containers.engine()))
                    .<Callable<Boolean>>map(entry -> () -> sweep(entry))
                    .toList();
            sweeps.invokeAll(due);
        } catch (IOException failed) {
            LOG.warn("the journal of sessions cannot be read; trying again", failed);
        }
    }

    private boolean sweep(Journal.Entry entry) {
        try {
            boolean gone = containers.sweep(entry.containerId(), entry.sessionId());
            if (gone) {
                journal.close(entry.sessionId());
                LOG.info("swept session {} in container {}", entry.sessionId(), entry.containerId());
            }
            return gone;
        } catch (EngineException later) {
            LOG.debug("session {} is swept later: {}", entry.sessionId(), later.sentence());
        } catch (IOException | RuntimeException failed) {
            LOG.warn("session {} could not be swept; trying again", entry.sessionId(), failed);
        }
        return false;
    }

    @Override
    public void close() {
        sweeper.interrupt();
    }
}
