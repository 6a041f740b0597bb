package io.hatchway.sshd;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says who was turned away and why, without letting a flood of connections become a flood of lines: of one source and
 * kind of reason, one line a minute, with the number of those in between.
 */
final class RefusalLog {
    private static final Logger LOG = LoggerFactory.getLogger("io.hatchway.sshd.Door");
    private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int MOST = 1000;

    private final LongSupplier nanoTime;
    private final Map<Key, Said> said = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Said> eldest) {
            return size() > MOST;
        }
    };

    private record Key(SourceNetwork source, Kind kind) {}

    private record Said(long at, int since) {}

    /** Reasons that repeat. */
    enum Kind {
        CONNECTIONS,
        STARTUPS,
        PENALTY,
        IDENTITY
    }

    RefusalLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Logs it, or counts it for the next line. */
    void turnedAway(SourceNetwork source, Kind kind, String reason) {
        int more = countUnlessTime(new Key(source, kind));
        if (more >= 0) {
            LOG.warn(
                    "a connection from {} was turned away: {}{}",
                    source,
                    reason,
                    more == 0 ? "" : "; so were " + more + " since this was last said");
        }
    }

    /** How many were not said since the last that was; -1 where this one is not said either. */
    private synchronized int countUnlessTime(Key key) {
        long now = nanoTime.getAsLong();
        Said last = said.get(key);
        if (last != null && now - last.at < PAUSE_NANOS) {
            said.put(key, new Said(last.at, last.since + 1));
            return -1;
        }
        said.put(key, new Said(now, 0));
        return last == null ? 0 : last.since;
    }
}
