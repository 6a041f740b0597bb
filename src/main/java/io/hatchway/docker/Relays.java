package io.hatchway.docker;

import io.hatchway.container.Container;
import io.hatchway.container.EngineException;
import io.hatchway.container.EngineException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The relays that run: one for each container and user, shared, and ended when nobody has used it for a while. */
final class Relays implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Relays.class);
    private static final Duration ASK_AGAIN = Duration.ofMinutes(1);
    private static final int TRIES = 3;
    private static final int MOST_KNOWN = 1024;
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final Execs execs;
    private final HelperContainers helpers;
    private final Accounts accounts;
    private final OwnNetworks own;

    private final Map<Key, CompletableFuture<Relay>> running = new ConcurrentHashMap<>();
    /** Where no relay could be run lately, and when that was found. Never by image: containers change. */
    private final Map<Lacking, Long> without = new ConcurrentHashMap<>();

    private final Thread watch;

    private record Lacking(String containerId, Optional<String> user) {}

    private record Key(String containerId, long hostPid, Way way) {}

    /** Where a relay runs. */
    private sealed interface Way {
        /** In the container, as the session's user. */
        record Inside(Optional<String> user) implements Way {
            @Override
            public Duration linger() {
                return Duration.ofSeconds(10);
            }
        }

        /** In a container of its own, in the container's files as the session's user. */
        record Within(Account user) implements Way {
            @Override
            public Duration linger() {
                return Duration.ofMinutes(1);
            }
        }

        /** In a container of its own. */
        record Beside() implements Way {
            @Override
            public Duration linger() {
                return Duration.ofMinutes(1);
            }
        }

        /** For how long an unused one is kept. */
        Duration linger();
    }

    Relays(Execs execs, HelperContainers helpers, Accounts accounts, OwnNetworks own) {
        this.execs = execs;
        this.helpers = helpers;
        this.accounts = accounts;
        this.own = own;

        this.watch = Thread.ofVirtual().name("relay-watch").start(this::endUnused);
    }

    /** What is asked of a relay. */
    interface Use<T> {
        T of(Relay relay) throws IOException;
    }

    /** Asks one in the container's network: in the container itself where that can run one. */
    <T> T beside(Container container, Optional<String> user, Use<T> use) throws IOException {
        return either(container, user, () -> new Way.Beside(), use);
    }

    /** Asks one that sees the container's files as the user does: in the container itself where that can run one. */
    <T> T inside(Container container, Optional<String> user, Use<T> use) throws IOException {
        return either(
                container,
                user,
                () -> {
                    if (!helpers.available()) {
                        throw withoutPerl(container);
                    }
                    // Its first process must be the container's, for that says which files are its own.
                    own.requireOwnProcesses(container);
                    return new Way.Within(accounts.of(container, user));
                },
                use);
    }

    /** Where a relay runs if the container cannot run one. */
    private interface Otherwise {
        Way find() throws IOException;
    }

    private <T> T either(Container container, Optional<String> user, Otherwise otherwise, Use<T> use)
            throws IOException {
        if (!isWithoutPerl(container, user)) {
            try {
                return used(container, new Way.Inside(user), use);
            } catch (EngineException withoutPerl) {
                if (withoutPerl.kind() != Kind.NOT_FOUND) {
                    throw withoutPerl;
                }
            }
        }
        return used(container, otherwise.find(), use);
    }

    /** One may end, unused or killed, between being found and being asked. */
    private <T> T used(Container container, Way way, Use<T> use) throws IOException {
        Relay.EndedException last = null;
        for (int i = 0; i < TRIES; i++) {
            Relay relay = running(container, way);
            try {
                return use.of(relay);
            } catch (Relay.EndedException ended) {
                LOG.debug("a relay of {} has just ended", container.name());
                last = ended;
            }
        }
        throw new IOException("its relays end as soon as they begin", last);
    }

    private boolean isWithoutPerl(Container container, Optional<String> user) {
        Long found = without.get(new Lacking(container.id(), user));
        return found != null && System.nanoTime() - found < ASK_AGAIN.toNanos();
    }

    private static EngineException withoutPerl(Container container) {
        return new EngineException(
                Kind.NOT_FOUND,
                "The gateway has no way into the files of " + container.name()
                        + ": it has no perl, and engine.helper_image names no image that has.");
    }

    private Relay running(Container container, Way way) throws EngineException {
        Key key = new Key(container.id(), container.hostPid(), way);
        CompletableFuture<Relay> mine = new CompletableFuture<>();
        running.computeIfPresent(key, (same, begun) -> hasEnded(begun) ? null : begun);
        CompletableFuture<Relay> known = running.putIfAbsent(key, mine);
        if (known != null) {
            return joined(known);
        }
        // On a thread of its own: whoever asked first may be interrupted, and others wait for it too.
        Thread.ofVirtual().name("relay of " + container.name()).start(() -> {
            try {
                mine.complete(begin(container, way, () -> running.remove(key, mine)));
            } catch (IOException | RuntimeException failed) {
                running.remove(key, mine);
                mine.completeExceptionally(failed);
            }
        });
        return joined(mine);
    }

    private static boolean hasEnded(CompletableFuture<Relay> begun) {
        return begun.isDone()
                && (begun.isCompletedExceptionally() || !begun.join().works());
    }

    private static Relay joined(CompletableFuture<Relay> relay) throws EngineException {
        try {
            return relay.join();
        } catch (java.util.concurrent.CompletionException failed) {
            Throwable cause = failed.getCause();
            if (cause instanceof EngineException said) {
                throw new EngineException(said.kind(), said.sentence(), said);
            }
            throw new EngineException(
                    Kind.REFUSED, "The gateway found no way into the container; its log says why.", failed);
        }
    }

    private Relay begin(Container container, Way way, Runnable whenOver) throws IOException {
        return switch (way) {
            case Way.Inside(Optional<String> user) -> beginInside(container, user, whenOver);
            case Way.Within(Account user) -> beginWithin(container, user, whenOver);
            case Way.Beside beside -> beginBeside(container, whenOver);
        };
    }

    private Relay beginInside(Container container, Optional<String> user, Runnable whenOver) throws IOException {
        String execId;
        ExecStream stream;
        try {
            execId = execs.create(container.id(), Relay.ARGV, List.of("LC_ALL=C"), user, false);
            stream = execs.start(execId, Optional.empty());
        } catch (Execs.RefusedException refused) {
            throw withoutPerl(container, user, refused);
        }
        try {
            return Relay.begin(stream, whenOver);
        } catch (IOException failed) {
            if (execs.record(execId).neverRan()) {
                throw withoutPerl(container, user, failed);
            }
            throw failed;
        }
    }

    private EngineException withoutPerl(Container container, Optional<String> user, IOException why) {
        LOG.debug("no relay can run in {}", container.name(), why);
        if (without.size() >= MOST_KNOWN) {
            without.clear();
        }
        without.put(new Lacking(container.id(), user), System.nanoTime());
        return withoutPerl(container);
    }

    private Relay beginBeside(Container container, Runnable whenOver) throws IOException {
        if (!helpers.available()) {
            throw new EngineException(
                    Kind.NOT_FOUND,
                    "The gateway has no way into the network of " + container.name()
                            + ": it has no perl, and engine.helper_image names no image that has.");
        }
        return Relay.begin(helpers.beside(container.id(), Relay.ARGV), whenOver);
    }

    private Relay beginWithin(Container container, Account user, Runnable whenOver) throws IOException {
        return Relay.begin(helpers.within(container.id(), user), whenOver);
    }

    private void endUnused() {
        try {
            while (true) {
                Thread.sleep(LOOK);
                running.forEach((key, begun) -> endIfUnused(begun, key.way().linger()));
            }
        } catch (InterruptedException closed) {
            // the gateway stops
        }
    }

    private static void endIfUnused(CompletableFuture<Relay> begun, Duration linger) {
        if (!hasEnded(begun) && begun.isDone()) {
            begun.join().retire(linger);
        }
    }

    @Override
    public void close() {
        watch.interrupt();
        running.values().forEach(begun -> endIfUnused(begun, Duration.ofNanos(-1)));
    }
}
