package io.hatchway.session;

import io.hatchway.container.Container;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What containers were found a moment ago: the many connections of one client need not each ask the engine. Whoever uses
 * one of them must find out by itself when it is not that container any more.
 */
final class Sightings {
    private static final long FRESH = Duration.ofSeconds(1).toNanos();
    private static final int MOST = 1024;

    private final LongSupplier nanoTime;
    private final LinkedHashMap<String, Seen> byName = new LinkedHashMap<>();

    private record Seen(Container container, long at) {}

    Sightings(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** What was found under a name within the last second. */
    synchronized Optional<Container> get(String name) {
        Seen last = byName.get(name);
        return last == null || nanoTime.getAsLong() - last.at > FRESH ? Optional.empty() : Optional.of(last.container);
    }

    synchronized void put(String name, Container found) {
        byName.remove(name);
        if (byName.size() >= MOST) {
            byName.pollFirstEntry();
        }
        byName.put(name, new Seen(found, nanoTime.getAsLong()));
    }
}
