package io.hatchway.session;

import io.hatchway.access.Decision;
import io.hatchway.access.Grant;
import io.hatchway.access.Policy;
import io.hatchway.access.Target;
import io.hatchway.container.Container;
import io.hatchway.container.ContainerEvent;
import io.hatchway.container.Containers;
import io.hatchway.container.EngineException;
import io.hatchway.container.OneOff;
import io.hatchway.container.OneOffs;
import io.hatchway.container.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All sessions: serves each, knows which run, and ends those that have to end. */
public final class Sessions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** Longer than a program's end may take, shorter than people wait. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(8);

    private final Handler containers;
    private final Handler console;
    private final Orphans orphans;
    private final Supplier<Policy> policy;
    private final Bounds bounds;
    private final Chronicle chronicle;
    private final Map<String, Integer> perIdentity = new ConcurrentHashMap<>();
    private final Set<Session> running = ConcurrentHashMap.newKeySet();
    private final Thread watch;
    private final AutoCloseable events;
    private volatile boolean closing;

    /**
     * What is allowed to sessions.
     *
     * @param idle silence after which one is ended; zero for none
     * @param perIdentity sessions of one key at once
     */
    public record Bounds(Duration idle, int perIdentity) {}

    /**
     * Begins to look after sessions, and to sweep what an earlier gateway left.
     *
     * @param journal the folder that remembers sessions across a killed gateway
     */
    public Sessions(
            Containers containers,
            Function<Target.Container, ContainerSettings> settings,
            Handler console,
            Supplier<Policy> policy,
            Path journal,
            Bounds bounds,
            Chronicle chronicle)
            throws IOException {
        this.orphans = new Orphans(new Journal(journal), containers);
        this.containers = new ContainerHandler(containers, settings, policy, orphans);
        this.console = console;
        this.policy = policy;
        this.bounds = bounds;
        this.chronicle = chronicle;
        this.events = containers.follow(this::tell);
        this.watch = Thread.ofPlatform().daemon().name("session-watch").start(this::endThoseThatMust);
    }

    /** How many run. */
    public int count() {
        return running.size();
    }

    /** Those that have begun and not ended, the oldest first. */
    public List<Session> begun() {
        return running.stream()
                .filter(Session::isOnRecord)
                .sorted(Comparator.comparing(Session::began))
                .toList();
    }

    /** Tells a client how its session ended; may wait until the client has heard it. */
    public interface Farewell {
        void say(Exit exit);
    }

    /**
     * Serves a session on the calling thread until it has ended and its client was told. Never throws for what a client
     * or an engine does.
     */
    public Exit serve(Session session, Farewell farewell) {
        running.add(session);
        LOG.info("session {} starts: {}, {}", session.id(), session.grant(), describe(session.request()));
        Exit exit = Exit.FAULT;
        try {
            exit = exit(session);
        } finally {
            session.finish();
            LOG.info(
                    "session {} ends after {} ms: {}{}",
                    session.id(),
                    session.age().toMillis(),
                    exit,
                    session.ending().map(reason -> ", " + reason).orElse(""));
            try {
                session.leave(exit);
            } finally {
                try {
                    farewell.say(exit);
                } finally {
                    running.remove(session);
                }
            }
        }
        return exit;
    }

    /**
     * Serves a session that lives inside another, which is on record and looked after, with the program of a container
     * that is made for it. On the calling thread until the program has ended; what a killed gateway leaves of it the next
     * one sweeps.
     *
     * @param wish what to make, once the session's id is known: its tag
     */
    public Exit join(Session session, OneOffs oneOffs, Function<String, OneOff> wish) {
        try {
            return session.begin() ? joined(session, oneOffs, wish.apply(session.id())) : ended(session);
        } catch (InterruptedException told) {
            return ended(session);
        } catch (EngineException refused) {
            return session.ending().isPresent() ? ended(session) : notStarted(session, refused);
        } catch (IOException | RuntimeException | Error fault) {
            return session.ending().isPresent() ? ended(session) : fault(session, fault);
        } finally {
            session.finish();
        }
    }

    private Exit joined(Session session, OneOffs oneOffs, OneOff wish) throws IOException, InterruptedException {
        Container made = oneOffs.make(wish);
        try (Orphans.Watch watch = orphans.watch(session.id(), made)) {
            Program program;
            try {
                program = oneOffs.start(made, wish);
            } catch (EngineException notStarted) {
                watch.ended(notStarted.kind() != EngineException.Kind.AWAY);
                throw notStarted;
            }
            return Bridge.join(session, program, watch::ended);
        }
    }

    private static Exit notStarted(Session session, EngineException refused) {
        return switch (refused.kind()) {
            case AWAY, NOT_FOUND, REQUEST -> refusal(session, refused);
            case REFUSED, FAILED, STATE -> {
                session.say(refused.sentence());
                yield Exit.FAULT;
            }
        };
    }

    private Exit exit(Session session) {
        try {
            if (closing) {
                session.end(Ending.SHUTDOWN);
            }
            session.rememberedBy(chronicle);
            return session.begin() ? limited(session) : ended(session);
        } catch (InterruptedException told) {
            return ended(session);
        } catch (UnrecordedException unrecorded) {
            LOG.error("session {} is refused: it cannot be recorded", session.id(), unrecorded.getCause());
            return session.refuse(unrecorded.sentence());
        } catch (EngineException refused) {
            return session.ending().isPresent() ? ended(session) : refusal(session, refused);
        } catch (IOException | RuntimeException | Error fault) {
            return session.ending().isPresent() ? ended(session) : fault(session, fault);
        }
    }

    private Exit limited(Session session) throws IOException, UnrecordedException, InterruptedException {
        String identity = session.grant().identity().fingerprint();
        try {
            if (perIdentity.merge(identity, 1, Integer::sum) > bounds.perIdentity()) {
                LOG.warn(
                        "session {} is refused: {} has {} open already, and no more are allowed (sessions.per_identity)",
                        session.id(),
                        identity,
                        Count.of(bounds.perIdentity(), "session"));
                return session.refuse("This key has " + Count.of(bounds.perIdentity(), "session")
                        + " open on this gateway, and no more are allowed. End one, and log in again.");
            }
            return route(session);
        } finally {
            perIdentity.computeIfPresent(identity, (same, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Waits for the sessions to finish, ends what is left after the grace, and waits for that too. */
    public void shutdown(Duration grace) throws InterruptedException {
        closing = true;
        waitUntilNone(grace);
        running.forEach(session -> session.end(Ending.SHUTDOWN));
        waitUntilNone(LAST_WORDS);
        if (!running.isEmpty()) {
            LOG.warn(
                    "{} did not end in time; the next start sweeps what is left of that",
                    Count.of(running.size(), "session"));
        }
    }

    private void waitUntilNone(Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (!running.isEmpty() && System.nanoTime() - until < 0) {
            Thread.sleep(Duration.ofMillis(20));
        }
    }

    private void tell(ContainerEvent event) {
        String sentence = switch (event) {
            case ContainerEvent.Paused paused ->
                "The container was paused: this session is frozen until it is unpaused.";
            case ContainerEvent.Unpaused unpaused -> "The container was unpaused: this session goes on.";
        };
        running.stream()
                // The record of a session begins before anything else it holds.
                .filter(session -> session.isOnRecord() && session.containerId().equals(event.containerId()))
                // Each on its own: a client that does not read must not keep the news from the others.
                .forEach(session -> Thread.startVirtualThread(() -> session.say(sentence)));
    }

    @Override
    public void close() {
        watch.interrupt();
        orphans.close();
        try {
            events.close();
        } catch (Exception failed) {
            LOG.debug("following the engine's events did not end cleanly", failed);
        }
    }

    private Exit route(Session session) throws IOException, UnrecordedException, InterruptedException {
        return switch (session.grant().target()) {
            case Target.Console asked -> {
                session.enterConsole();
                yield console.handle(session);
            }
            case Target.Container asked -> containers.handle(session);
        };
    }

    private static Exit ended(Session session) {
        // The words below must reach the client: the interruption has done its work.
        Thread.interrupted();
        return Bridge.ended(session, session.ending().orElse(Ending.SHUTDOWN));
    }

    private static Exit refusal(Session session, EngineException refused) {
        LOG.warn("session {}: {}", session.id(), refused.sentence(), refused.getCause());
        session.say(refused.sentence());
        return switch (refused.kind()) {
            case AWAY, REFUSED, FAILED -> Exit.FAULT;
            case STATE -> Exit.REFUSED;
            case NOT_FOUND -> new Exit.Status(127);
            case REQUEST -> new Exit.Status(126);
        };
    }

    private static Exit fault(Session session, Throwable fault) {
        LOG.error("session {} failed", session.id(), fault);
        session.say("The gateway failed; its log says why, under session " + session.id() + ".");
        return Exit.FAULT;
    }

    private static String describe(Request request) {
        String terminal = request.pty().isPresent() ? " with a terminal" : "";
        return switch (request) {
            case Request.Shell shell -> "shell" + terminal;
            case Request.Exec exec -> "exec" + terminal;
            case Request.Subsystem(String name, var pty) -> "subsystem " + Printable.text(name);
        };
    }

    /** Each second: a key can be revoked, or run out with nobody doing anything. */
    private void endThoseThatMust() {
        try {
            while (true) {
                Thread.sleep(LOOK);
                try {
                    running.forEach(this::lookAfter);
                } catch (Error unsaid) {
                    // Not even the log had the means; the next look may have.
                }
            }
        } catch (InterruptedException closed) {
            // the gateway stops
        }
    }

    private void lookAfter(Session session) {
        try {
            endIfItMust(session, policy.get());
        } catch (RuntimeException | Error fault) {
            // Nobody else looks after the other sessions.
            LOG.error("session {} could not be looked after", session.id(), fault);
        }
    }

    private void endIfItMust(Session session, Policy now) {
        if (bounds.idle().isPositive() && session.idle().compareTo(bounds.idle()) > 0) {
            session.end(Ending.IDLE);
        }
        Grant before = session.grant();
        switch (now.renew(before, Instant.now())) {
            case Decision.Allowed(Grant renewed) -> {
                session.renew(before, renewed);
                if (Fit.objection(session, renewed).isPresent()) {
                    session.end(Ending.REVOKED);
                }
            }
            case Decision.Denied denied -> session.end(Ending.REVOKED);
        }
    }
}
