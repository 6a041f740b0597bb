package io.hatchway.keys;

import io.hatchway.access.Policy;
import io.hatchway.access.RunAs;
import io.hatchway.config.InvalidConfigurationException;
import io.hatchway.config.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest policy of a folder of keys files. Looks at the folder every second (bind mounts and network file systems
 * deliver no events) and swaps the whole policy when a name, size, time, owner or mode has changed. While the folder
 * cannot be read the last good policy stays, and the log says why; likewise for a single file, see {@link KeySnapshot}.
 * Safe for use by several threads.
 */
public final class KeyFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeyFolder.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Path folder;
    private final List<RunAs> runAs;
    private final Thread watcher;
    private volatile KeySnapshot snapshot;

    private KeyFolder(Path folder, List<RunAs> runAs, Duration interval, KeySnapshot first) {
        this.folder = folder;
        this.runAs = List.copyOf(runAs);
        this.snapshot = first;
        this.watcher = Thread.ofVirtual().name("keys").unstarted(() -> watch(interval));
    }

    /**
     * Reads the folder and starts to watch it. Blocks on the disk. Problems of single files and lines are logged and do
     * not hinder.
     *
     * @param runAs users the configuration adds
     * @throws InvalidConfigurationException where the folder is missing, unreadable or writable by others
     */
    public static KeyFolder open(Path folder, List<RunAs> runAs) throws InvalidConfigurationException {
        return open(folder, runAs, INTERVAL);
    }

    static KeyFolder open(Path folder, List<RunAs> runAs, Duration interval) throws InvalidConfigurationException {
        KeySnapshot first = KeySnapshot.read(folder, runAs);
        if (!first.whole()) {
            throw new InvalidConfigurationException(first.problems());
        }
        log(first.problems(), List.of());
        KeyFolder keys = new KeyFolder(folder, runAs, interval, first);
        keys.watcher.start();
        return keys;
    }

    /** The newest policy; never blocks. */
    public Policy policy() {
        return snapshot.policy();
    }

    /** What is wrong with the folder, its files and their lines at the moment; never blocks. */
    public List<Problem> problems() {
        return snapshot.problems();
    }

    /** Stops watching; the last policy stays. */
    @Override
    public void close() {
        watcher.interrupt();
    }

    private void watch(Duration interval) {
        try {
            while (true) {
                Thread.sleep(interval);
                lookOnce();
            }
        } catch (InterruptedException e) {
            LOG.debug("No longer watching {}", folder);
        }
    }

    /** A fault must not end the watching: nobody's key could be revoked any more. */
    private void lookOnce() {
        try {
            look();
        } catch (RuntimeException e) {
            LOG.error("Looking for changed keys in {} failed; the keys read before stay in force", folder, e);
        }
    }

    private void look() {
        KeySnapshot before = snapshot;
        KeySnapshot after = before.next(folder, runAs, Instant.now());
        if (after == before) {
            return;
        }
        snapshot = after;
        log(after.problems(), before.problems());
        if (after.policy() != before.policy()) {
            LOG.info("Keys reloaded from {}; lines in force: {}", folder, after.lines());
        }
    }

    private static void log(List<Problem> now, List<Problem> before) {
        now.stream().filter(problem -> !before.contains(problem)).forEach(problem -> {
            switch (problem.severity()) {
                case ERROR -> LOG.error("{}", problem);
                case WARNING -> LOG.warn("{}", problem);
            }
        });
        before.stream()
                .filter(problem -> !now.contains(problem))
                .forEach(problem -> LOG.info("No longer so: {}", problem));
    }
}
