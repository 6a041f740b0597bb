package io.hatchway.session;

import io.hatchway.access.Decision;
import io.hatchway.access.Grant;
import io.hatchway.access.Policy;
import io.hatchway.container.Container;
import io.hatchway.container.Containers;
import io.hatchway.container.EngineException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the forwards that have to end: those whose key is revoked or may no longer forward there, and those whose container
 * has ended. Neither waits for the other, nor one container for another.
 */
final class ForwardWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ForwardWatch.class);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Containers containers;
    private final Supplier<Policy> policy;
    private final Set<Forward> open;
    private final Set<ReverseListening> listening;
    /** Those whose engine has not said yet whether they run. */
    private final Set<Life> asked = ConcurrentHashMap.newKeySet();

    private final Thread thread;

    /** One life of a container. */
    private record Life(String containerId, long hostPid) {
        static Life of(Container container) {
            return new Life(container.id(), container.hostPid());
        }
    }

    /** Begins to look after what is in these sets, which change all the time. */
    ForwardWatch(Containers containers, Supplier<Policy> policy, Set<Forward> open, Set<ReverseListening> listening) {
        this.containers = containers;
        this.policy = policy;
        this.open = open;
        this.listening = listening;
        this.thread = Thread.ofVirtual().name("forward-watch").start(this::look);
    }

    private void look() {
        try {
            while (true) {
                Thread.sleep(LOOK);
                open.forEach(forward -> lookAfter(forward.footing(), forward::end));
                listening.forEach(at -> lookAfter(at.footing(), reason -> at.close()));
            }
        } catch (InterruptedException closed) {
            // the gateway stops
        }
    }

    private void lookAfter(Footing footing, Consumer<Ending> end) {
        try {
            boolean allowed = switch (policy.get().renew(footing.grant(), Instant.now())) {
                case Decision.Allowed(Grant renewed) -> footing.renew(renewed);
                case Decision.Denied denied -> false;
            };
            if (!allowed) {
                apart(end, Ending.REVOKED);
            }
            askAfter(footing.container());
        } catch (RuntimeException fault) {
            // Nobody else looks after the others.
            LOG.error(
                    "a forward into {} could not be looked after",
                    footing.container().name(),
                    fault);
        }
    }

    /** Not on the thread that looks after all: an engine may take long to say whether one container runs. */
    private void askAfter(Container container) {
        Life life = Life.of(container);
        if (asked.add(life)) {
            Thread.ofVirtual().name("forward-container").start(() -> {
                try {
                    if (!stillRuns(container)) {
                        endAllIn(life);
                    }
                } finally {
                    asked.remove(life);
                }
            });
        }
    }

    /** An engine that is away for a moment says nothing about its containers. */
    private boolean stillRuns(Container then) {
        try {
            return containers.stillRuns(then);
        } catch (EngineException away) {
            LOG.debug("whether {} still runs is not known", then.name(), away);
            return true;
        }
    }

    private void endAllIn(Life life) {
        open.stream()
                .filter(forward -> Life.of(forward.container()).equals(life))
                .forEach(forward -> apart(forward::end, Ending.CONTAINER_GONE));
        listening.stream()
                .filter(at -> Life.of(at.container()).equals(life))
                .forEach(at -> apart(reason -> at.close(), Ending.CONTAINER_GONE));
    }

    /** The way to one container may be blocked. */
    private static void apart(Consumer<Ending> end, Ending reason) {
        Thread.startVirtualThread(() -> end.accept(reason));
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
