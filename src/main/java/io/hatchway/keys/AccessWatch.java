package io.hatchway.keys;

import io.hatchway.access.Policy;
import io.hatchway.access.Register;
import io.hatchway.config.InvalidConfigurationException;
import io.hatchway.config.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest policy. Looks at the keys folder, {@code access.yaml} and every file that names, each second (bind mounts and
 * network file systems deliver no events), and swaps the whole policy when a name, size, time, owner or mode has changed.
 * What cannot be used leaves in force what was good last, and the log says why; see {@link AccessSnapshot}. Safe for use
 * by several threads.
 */
public final class AccessWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccessWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Sources sources;
    private final Duration interval;
    private volatile Optional<Thread> watcher = Optional.empty();
    private volatile AccessSnapshot snapshot;
    private volatile AccessListener listener = new Deaf();

    /** Nobody listens yet. */
    private static final class Deaf implements AccessListener {
        @Override
        public void accepted(String source) {}

        @Override
        public void rejected(String source, String reason) {}
    }

    private AccessWatch(Sources sources, Duration interval, AccessSnapshot first) {
        this.sources = sources;
        this.interval = interval;
        this.snapshot = first;
    }

    /**
     * Reads everything, which counts until {@link #watch} looks again. Blocks on the disk. Problems of single files and
     * lines of keys are logged and do not hinder.
     *
     * @throws InvalidConfigurationException where the keys folder or {@code access.yaml} cannot be used
     */
    public static AccessWatch open(Sources sources) throws InvalidConfigurationException {
        return open(sources, INTERVAL);
    }

    static AccessWatch open(Sources sources, Duration interval) throws InvalidConfigurationException {
        AccessSnapshot first = AccessSnapshot.read(sources);
        if (!first.whole()) {
            throw new InvalidConfigurationException(first.problems());
        }
        log(first.problems(), List.of());
        return new AccessWatch(sources, interval, first);
    }

    /** Starts to look for changes. The listener is told what counts now, and from then on what changes. To be called once. */
    public void watch(AccessListener listener) {
        this.listener = listener;
        new AccessChange(AccessSnapshot.nothing(), snapshot, sources).tell(listener);
        watcher = Optional.of(Thread.ofPlatform().daemon().name("access").start(this::lookOn));
    }

    /** The newest policy; never blocks. */
    public Policy policy() {
        return snapshot.policy();
    }

    /** All that is in force, line by line; never blocks. */
    public Register register() {
        return snapshot.register();
    }

    AccessSnapshot snapshot() {
        return snapshot;
    }

    Sources sources() {
        return sources;
    }

    /** Takes in what has just been written, without waiting for the next look; for a few tenths of a second. */
    void refresh() throws InterruptedException {
        Thread.sleep(KeySnapshot.REST.plusMillis(50));
        lookOnce(listener);
    }

    /** What is wrong at the moment; never blocks. */
    public List<Problem> problems() {
        return snapshot.problems();
    }

    /** Stops watching; the last policy stays. */
    @Override
    public void close() {
        watcher.ifPresent(Thread::interrupt);
    }

    private void lookOn() {
        try {
            while (true) {
                Thread.sleep(interval);
                try {
                    lookOnce(listener);
                } catch (Error unsaid) {
                    // Not even the log had the means; the next look may have.
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("No longer watching {}", sources.keys());
        }
    }

    /** A fault must not end the watching: nobody's key could be revoked any more. */
    private void lookOnce(AccessListener listener) {
        try {
            look(listener);
        } catch (RuntimeException | Error e) {
            LOG.error("Looking for changed keys failed; what was read before stays in force", e);
        }
    }

    private synchronized void look(AccessListener listener) {
        AccessSnapshot before = snapshot;
        AccessSnapshot after = before.next(sources, Instant.now());
        if (after == before) {
            return;
        }
        snapshot = after;
        log(after.problems(), before.problems());
        if (after.policy() != before.policy()) {
            LOG.info("Keys, people and roles reloaded; lines of keys in force: {}", after.lines());
        }
        tell(new AccessChange(before, after, sources), listener);
    }

    /** The change is in force already, whoever could not be told. */
    private static void tell(AccessChange change, AccessListener listener) {
        try {
            change.tell(listener);
        } catch (RuntimeException | Error e) {
            LOG.error("A change of keys, people or roles is in force, but may be missing in the audit log", e);
        }
    }

    private static void log(List<Problem> now, List<Problem> before) {
        Set<Problem> known = new HashSet<>(before);
        Set<Problem> still = new HashSet<>(now);
        now.stream().filter(problem -> !known.contains(problem)).forEach(problem -> {
            switch (problem.severity()) {
                case ERROR -> LOG.error("{}", problem);
                case WARNING -> LOG.warn("{}", problem);
            }
        });
        before.stream()
                .filter(problem -> !still.contains(problem))
                .forEach(problem -> LOG.info("No longer so: {}", problem));
    }
}
