package io.hatchway.console;

import io.hatchway.access.Subject;
import io.hatchway.container.ContainerSummary;
import io.hatchway.container.EngineException;
import io.hatchway.container.LogQuery;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the logs of containers, each on a thread of its own, and of those that come later under the same names. Closing
 * it ends every reading.
 */
final class LogFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogFollower.class);

    private final Engine engine;
    private final LogQuery query;
    private final List<String> names;
    private final Predicate<Subject> permitted;
    private final ObjIntConsumer<String> told;
    private final MergedLogs merged = new MergedLogs();
    /** The containers whose logs are read, and whether they started again meanwhile. */
    private final Map<String, Boolean> reading = new ConcurrentHashMap<>();
    /** The time of the last line of each log that was read to its end. */
    private final Map<String, String> ends = new ConcurrentHashMap<>();

    private final Instant began = Instant.now();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private final AtomicInteger code = new AtomicInteger(Codes.OK);
    private final AtomicReference<@Nullable EngineException> failure = new AtomicReference<>();

    /**
     * Reads nothing yet.
     *
     * @param told who hears while it follows, from any thread, of a container whose log cannot be read
     */
    LogFollower(
            Engine engine,
            LogQuery query,
            List<String> names,
            Predicate<Subject> permitted,
            ObjIntConsumer<String> told) {
        this.engine = engine;
        this.query = query;
        this.names = List.copyOf(names);
        this.permitted = permitted;
        this.told = told;
    }

    /**
     * Begins to read.
     *
     * @param newcomers whether to wait for containers that start later
     */
    void begin(List<ContainerSummary> containers, boolean newcomers) {
        containers.forEach(container -> read(container, query));
        if (newcomers) {
            start(
                    "console-newcomers",
                    () -> engine.events().read(Optional.of(began), query.until(), event -> {
                        if (event.type().equals("container") && event.action().equals("start")) {
                            welcome();
                        }
                    }),
                    failed -> fail("", failed),
                    merged::complete);
        } else {
            merged.complete();
        }
    }

    /** Takes lines, waiting for them; empty at the end of all. */
    List<MergedLogs.Entry> take() throws InterruptedException {
        return merged.take();
    }

    /**
     * How it went: the exit code of what was told already.
     *
     * @throws EngineException the first thing that went wrong and was not told
     */
    int code() throws EngineException {
        EngineException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
        return code.get();
    }

    /** Who follows may do so for days; an engine that is away ends all logs, and one sentence is enough for them. */
    private void fail(String what, EngineException failed) {
        if (!query.follow()) {
            failure.compareAndSet(null, failed);
        } else if (failed.kind() != EngineException.Kind.AWAY) {
            code.compareAndSet(Codes.OK, Codes.FAILED);
            told.accept(what + failed.sentence(), Codes.FAILED);
        } else if (code.getAndSet(Codes.FAULT) != Codes.FAULT) {
            told.accept(what + failed.sentence(), Codes.FAULT);
        }
    }

    private void welcome() throws InterruptedException {
        try {
            for (ContainerSummary container : new Selection(engine, permitted).all()) {
                if (container.isRunning() && names.stream().anyMatch(name -> Selection.means(name, container))) {
                    read(
                            container,
                            new LogQuery(true, OptionalInt.empty(), since(container), query.until(), query.raw()));
                }
            }
        } catch (EngineException away) {
            away.throwIfInterrupted();
            fail("", away);
        }
    }

    /** A container writes before the engine says that it has started, so of a new one all is news. */
    private Optional<Instant> since(ContainerSummary container) {
        String end = ends.get(container.id());
        if (end != null) {
            return Optional.of(Instant.parse(end).plusNanos(1));
        }
        return container.created().isBefore(began.truncatedTo(ChronoUnit.SECONDS))
                ? Optional.of(began)
                : Optional.empty();
    }

    private void read(ContainerSummary container, LogQuery wanted) {
        if (reading.compute(container.id(), (id, before) -> before != null)) {
            return;
        }
        MergedLogs.Log log = merged.add(container.name());
        String[] last = {""};
        Reading all = () -> new TimedLogs(engine.logs()).read(container.id(), wanted, line -> {
            last[0] = line.time();
            log.put(line);
        });
        start("console-log", all, failed -> fail(container.name() + ": ", failed), () -> {
            if (!last[0].isEmpty() || query.raw()) {
                ends.put(container.id(), query.raw() ? Instant.now().toString() : last[0]);
            }
            goOn(container.id());
            log.end();
        });
    }

    /** One that started again while its old log was still being read has been passed over. */
    private void goOn(String containerId) {
        boolean startedAgain = Boolean.TRUE.equals(reading.remove(containerId));
        if (startedAgain && !closed) {
            try {
                welcome();
            } catch (InterruptedException closing) {
                LOG.trace("no further logs are read", closing);
            }
        }
    }

    private interface Reading {
        void run() throws EngineException, InterruptedException;
    }

    private void start(String name, Reading reading, Consumer<EngineException> failing, Runnable end) {
        Thread thread = Thread.ofVirtual().name(name).unstarted(() -> {
            try {
                run(reading, failing);
            } catch (InterruptedException closed) {
                LOG.trace("a log is read no more", closed);
            } finally {
                end.run();
                threads.remove(Thread.currentThread());
            }
        });
        threads.add(thread);
        thread.start();
        if (closed) {
            thread.interrupt();
        }
    }

    private static void run(Reading reading, Consumer<EngineException> failing) throws InterruptedException {
        try {
            reading.run();
        } catch (EngineException failed) {
            failed.throwIfInterrupted();
            failing.accept(failed);
        }
    }

    @Override
    public void close() {
        closed = true;
        new ArrayList<>(threads).forEach(Thread::interrupt);
    }
}
