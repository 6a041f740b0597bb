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
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
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
    /** Each takes the engine a connection and a thread of its own. */
    static final int MOST = 64;

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
    private final Semaphore room = new Semaphore(MOST);
    /** The containers that started when there was no room. */
    private final Set<String> leftOut = ConcurrentHashMap.newKeySet();

    private volatile boolean closed;
    private final AtomicInteger code = new AtomicInteger(Codes.OK);
    private final AtomicBoolean away = new AtomicBoolean();
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
     * @throws CommandException where they are more than are read at once
     */
    void begin(List<ContainerSummary> containers, boolean newcomers) throws CommandException {
        if (containers.size() > MOST) {
            throw CommandException.usage("These are " + containers.size() + " containers, and the logs of " + MOST
                    + " are read at once. Name fewer of them; 'ps -q' lists names for a pattern to be tried on.");
        }
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
        } else if (failed.kind() != EngineException.Kind.AWAY || !away.getAndSet(true)) {
            code.set(Codes.of(failed));
            told.accept(what + failed.sentence(), Codes.of(failed));
        }
    }

    private void welcome() throws InterruptedException {
        try {
            List<ContainerSummary> meant = new Selection(engine, permitted)
                    .all().stream()
                            .filter(ContainerSummary::isRunning)
                            .filter(container -> names.stream().anyMatch(name -> Selection.means(name, container)))
                            .toList();
            leftOut.retainAll(meant.stream().map(ContainerSummary::id).toList());
            for (ContainerSummary container : meant) {
                read(container, new LogQuery(true, OptionalInt.empty(), since(container), query.until(), query.raw()));
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
        if (!room.tryAcquire()) {
            reading.remove(container.id());
            leaveOut(container);
            return;
        }
        leftOut.remove(container.id());
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
            room.release();
            goOn(container.id());
            log.end();
        });
    }

    private void leaveOut(ContainerSummary container) {
        if (leftOut.add(container.id())) {
            code.set(Codes.FAILED);
            told.accept(
                    container.name() + ": its log is left out, for those of " + MOST + " containers are read already.",
                    Codes.FAILED);
        }
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
