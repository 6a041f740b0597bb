package io.hatchway.sshd;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.session.Session;

/**
 * What one connection asked for in vain. A client can repeat that as fast as it can send, so of each reason one is said in
 * a minute, with the number of those in between, and with too many the connection ends.
 */
final class Refusals {
    /** In a minute; the next one ends the connection. */
    static final int MOST = 20;

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final AttributeKey<Refusals> OF = new AttributeKey<>();

    private final LongSupplier nanoTime;
    private final Allowance allowance;
    private final Map<String, Said> said = new HashMap<>();

    private record Said(long at, int since) {}

    Refusals(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        allowance = new Allowance(MOST, MINUTE, nanoTime.getAsLong());
    }

    /** Those of a connection. */
    static Refusals of(Session connection) {
        return connection.computeAttributeIfAbsent(OF, key -> new Refusals(System::nanoTime));
    }

    /** Counts one; false where it was one too many. */
    synchronized boolean areBearable() {
        return allowance.take(nanoTime.getAsLong());
    }

    /**
     * Whether to say this one, and how many of its reason were not said before it.
     *
     * @param reason of ours, one of a few
     */
    synchronized OptionalInt say(String reason) {
        long now = nanoTime.getAsLong();
        Said last = said.get(reason);
        if (last != null && now - last.at < MINUTE) {
            said.put(reason, new Said(last.at, last.since + 1));
            return OptionalInt.empty();
        }
        said.put(reason, new Said(now, 0));
        return OptionalInt.of(last == null ? 0 : last.since);
    }

    /** How many of each reason were not said; nothing is left then. */
    synchronized Map<String, Integer> unsaid() {
        Map<String, Integer> counts = new HashMap<>();
        said.forEach((reason, last) -> {
            if (last.since > 0) {
                counts.put(reason, last.since);
            }
        });
        said.clear();
        return counts;
    }
}
