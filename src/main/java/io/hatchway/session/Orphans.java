package io.hatchway.session;

import io.hatchway.container.Container;
import io.hatchway.container.Containers;
import io.hatchway.container.EngineException;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final Thread sweeper;

    /** Starts sweeping at once, on a thread of its own. */
    Orphans(Journal journal, Containers containers) {
        this.journal = journal;
        this.containers = containers;
        this.sweeper = Thread.ofVirtual().name("orphans").start(this::sweepUntilClosed);
    }

    /** Writes down that a session is about to start processes; without that it must not. */
    Watch watch(String sessionId, Container container) throws IOException {
        live.add(sessionId);
        try {
            journal.open(new Journal.Entry(sessionId, container.engine(), container.id()));
        } catch (IOException unwritten) {
            live.remove(sessionId);
            throw new IOException("the session could not be written down before it starts", unwritten);
        }
        return new Watch(sessionId);
    }

    /** A session being watched. Unless it is said that nothing is left of it, it is swept when this is closed. */
    final class Watch implements AutoCloseable {
        private final String sessionId;
        private boolean nothingLeft;

        private Watch(String sessionId) {
            this.sessionId = sessionId;
        }

        /** Its program is over; whether all of its processes are known to be gone. */
        void ended(boolean nothingLeft) {
            this.nothingLeft = nothingLeft;
        }

        @Override
        public void close() {
            Orphans.this.ended(sessionId, nothingLeft);
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
                try {
                    sweep();
                } catch (IOException | RuntimeException failed) {
                    LOG.warn("the journal of sessions cannot be read; trying again", failed);
                }
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException closed) {
            // the gateway stops; the next one goes on
        }
    }

    /** Begins to sweep every entry that is nobody's, each on its own: none waits for another's container. */
    private void sweep() throws IOException {
        for (Journal.Entry entry : journal.entries()) {
            if (!live.contains(entry.sessionId())
                    && entry.engine().equals(containers.engine())
                    && underWay.add(entry.sessionId())) {
                Thread.ofVirtual().name("sweep " + entry.sessionId()).start(() -> sweep(entry));
            }
        }
    }

    private void sweep(Journal.Entry entry) {
        try {
            // A session that ended well since the journal was read may have left something on purpose.
            if (journal.has(entry.sessionId()) && containers.sweep(entry.containerId(), entry.sessionId())) {
                journal.close(entry.sessionId());
                LOG.info("swept session {} in container {}", entry.sessionId(), entry.containerId());
            }
        } catch (EngineException later) {
            LOG.debug("session {} is swept later: {}", entry.sessionId(), later.sentence());
        } catch (IOException | RuntimeException failed) {
            LOG.warn("session {} could not be swept; trying again", entry.sessionId(), failed);
        } finally {
            underWay.remove(entry.sessionId());
        }
    }

    @Override
    public void close() {
        sweeper.interrupt();
    }
}
