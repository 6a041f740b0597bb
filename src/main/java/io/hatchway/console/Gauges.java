package io.hatchway.console;

import io.hatchway.container.ContainerSummary;
import io.hatchway.container.EngineException;
import io.hatchway.container.Stats;
import io.hatchway.container.Usage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows what containers use, each on a thread of its own, until it is closed. */
final class Gauges implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gauges.class);

    /** More are not followed: each costs the engine a measurement a second. */
    private static final int MOST = 64;

    private final Stats stats;
    private final Map<String, Gauge> gauges = new ConcurrentHashMap<>();

    Gauges(Stats stats) {
        this.stats = stats;
    }

    /** What one container uses. */
    static final class Gauge {
        private final Plot plot = new Plot();
        private volatile @Nullable Usage last;
        private @Nullable Thread thread;

        Usage last() {
            return java.util.Objects.requireNonNull(last);
        }

        Plot plot() {
            return plot;
        }

        private void measured(Usage usage) {
            last = usage;
            plot.add(usage);
        }
    }

    /** Follows these and no others; returns those that are followed. */
    List<ContainerSummary> keepTo(List<ContainerSummary> containers) {
        List<ContainerSummary> followed = containers.stream().limit(MOST).toList();
        Set<String> ids = followed.stream().map(ContainerSummary::id).collect(Collectors.toSet());
        gauges.entrySet().removeIf(each -> {
            if (!ids.contains(each.getKey())) {
                stop(each.getValue());
                return true;
            }
            return false;
        });
        ids.forEach(id -> gauges.computeIfAbsent(id, this::begin));
        return followed;
    }

    private Gauge begin(String id) {
        Gauge gauge = new Gauge();
        gauge.thread = Thread.ofVirtual().name("console-gauge").start(() -> {
            try {
                stats.follow(id, gauge::measured);
            } catch (EngineException | InterruptedException over) {
                LOG.debug("{} is followed no more", id, over);
            }
        });
        return gauge;
    }

    /** What it uses, once the engine has said so. */
    Optional<Gauge> of(String id) {
        return Optional.ofNullable(gauges.get(id)).filter(gauge -> gauge.last != null);
    }

    @Override
    public void close() {
        gauges.values().forEach(Gauges::stop);
    }

    private static void stop(Gauge gauge) {
        Thread thread = gauge.thread;
        if (thread != null) {
            thread.interrupt();
        }
    }
}
