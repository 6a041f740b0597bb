package io.hatchway.session;

import io.hatchway.access.Decision;
import io.hatchway.access.Forwarding;
import io.hatchway.access.Grant;
import io.hatchway.access.Policy;
import io.hatchway.access.Target;
import io.hatchway.container.Container;
import io.hatchway.container.Containers;
import io.hatchway.container.Destination;
import io.hatchway.container.Duplex;
import io.hatchway.container.EngineException;
import io.hatchway.container.Listening;
import io.hatchway.container.UnreachableException;
import io.hatchway.session.ForwardRefusedException.Reason;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All forwards: opens each where its grant leads, knows which are open, and ends those that have to end: when the key is
 * revoked or may no longer forward there, and when the container has ended.
 */
public final class Forwards implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Forwards.class);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Containers containers;
    private final Supplier<Policy> policy;
    private final Supplier<Set<InetAddress>> gateway;
    private final int perIdentity;
    private final ForwardRecords records;
    private final Map<String, Integer> count = new ConcurrentHashMap<>();
    private final Set<Forward> open = ConcurrentHashMap.newKeySet();
    private final Set<ReverseListening> listening = ConcurrentHashMap.newKeySet();
    private final Sightings seen = new Sightings(System::nanoTime);
    private final ForwardWatch watch;
    private volatile boolean closing;

    /**
     * Begins to look after forwards.
     *
     * @param gateway the addresses of the gateway's own network interfaces, loopback left out
     * @param perIdentity forwards of one key at once
     */
    public Forwards(
            Containers containers,
            Supplier<Policy> policy,
            Supplier<Set<InetAddress>> gateway,
            int perIdentity,
            ForwardRecords records) {
        this.containers = containers;
        this.policy = policy;
        this.gateway = gateway;
        this.perIdentity = perIdentity;
        this.records = records;
        this.watch = new ForwardWatch(containers, policy, open, listening);
    }

    /**
     * Connects to a place in the container that a grant opens. Blocks until the connection stands; nothing may pass over it
     * before {@link #putOnRecord}. The caller closes the result.
     *
     * @param grant just renewed
     */
    public Forward open(Connection connection, Grant grant, Destination place) throws ForwardRefusedException {
        Function<Grant, Optional<String>> objection = held -> objection(held, place);
        // Before anything is asked of the engine: whoever may not forward learns nothing of what is there.
        Target.Container target = target(grant, objection);
        return counted(grant, () -> {
            Optional<Container> known = seen.get(target.name());
            if (known.isPresent()) {
                try {
                    return dial(connection, enter(grant, known.get(), objection), target, place);
                } catch (UnreachableException | EngineException failed) {
                    Container now = find(target);
                    if (now.id().equals(known.get().id())
                            && now.hostPid() == known.get().hostPid()) {
                        throw failed;
                    }
                    LOG.debug("{} is another container now", target.name(), failed);
                }
            }
            return dial(connection, enter(grant, find(target), objection), target, place);
        });
    }

    private Forward dial(Connection connection, Footing footing, Target.Container target, Destination place)
            throws UnreachableException, EngineException {
        Duplex stream = containers.dial(footing.container(), target.user(), place, this::mayLead);
        return begun(connection, footing, Forward.Direction.TO_CONTAINER, place, stream);
    }

    /**
     * Listens on the loopback of the container that a grant opens. Blocks; the caller closes the result.
     *
     * @param host as the client wrote it
     * @param port 0 for any
     */
    public ReverseListening listen(Grant grant, String host, int port) throws ForwardRefusedException {
        return listen(
                grant,
                held -> held.forwarding().objectionToListening(host, port),
                new Destination.Port("localhost", port));
    }

    /** Makes a socket in the container for the client's agent, which its user alone may use. Blocks. */
    public ReverseListening listenForAgent(Grant grant) throws ForwardRefusedException {
        byte[] name = new byte[8];
        RANDOM.nextBytes(name);
        return listen(
                grant,
                held -> held.forwarding().objectionToAgent(),
                new Destination.Socket("/tmp/ssh-" + HexFormat.of().formatHex(name) + "/agent"));
    }

    private ReverseListening listen(Grant grant, Function<Grant, Optional<String>> objection, Destination place)
            throws ForwardRefusedException {
        Target.Container target = target(grant, objection);
        return asked(() -> {
            Footing footing = enter(grant, find(target), objection);
            Listening listening = containers.listen(footing.container(), target.user(), place);
            Destination real = switch (place) {
                case Destination.Port(String host, int any) -> new Destination.Port(host, listening.port());
                case Destination.Socket socket -> socket;
            };
            ReverseListening begun = new ReverseListening(
                    footing, real, listening, () -> again(footing, target, real), this.listening::remove);
            this.listening.add(begun);
            if (closing) {
                begun.close();
            }
            LOG.info(
                    "{} of {} listens for {}",
                    real,
                    footing.container().name(),
                    footing.grant().identity().name());
            return begun;
        });
    }

    /** In the same life of the same container, under a grant that is looked after all the time. */
    private Listening again(Footing footing, Target.Container target, Destination place)
            throws ForwardRefusedException {
        return asked(() -> {
            if (!containers.stillRuns(footing.container())) {
                throw new ForwardRefusedException(
                        Reason.UNREACHABLE,
                        "The container " + footing.container().name() + " has ended.");
            }
            return containers.listen(footing.container(), target.user(), place);
        });
    }

    /** A program in the container has connected to where it listens; the same holds as for {@link #open}. */
    public Forward accepted(Connection connection, ReverseListening at, Duplex stream) throws ForwardRefusedException {
        return counted(
                at.grant(),
                () -> begun(connection, at.footing().another(), Forward.Direction.TO_CLIENT, at.place(), stream));
    }

    private interface Attempt<T> {
        T run() throws ForwardRefusedException, EngineException, UnreachableException;
    }

    private static Target.Container target(Grant grant, Function<Grant, Optional<String>> objection)
            throws ForwardRefusedException {
        return switch (grant.target()) {
            case Target.Container asked -> {
                check(grant, objection);
                yield asked;
            }
            case Target.Console console ->
                throw new ForwardRefusedException(
                        Reason.PROHIBITED, "A console has no network: forward through a container's login.");
        };
    }

    private Forward counted(Grant grant, Attempt<Forward> attempt) throws ForwardRefusedException {
        String identity = grant.identity().fingerprint();
        boolean opened = false;
        try {
            boolean oneTooMany = count.merge(identity, 1, Integer::sum) > perIdentity;
            if (closing) {
                throw new ForwardRefusedException(Reason.SHORTAGE, "The gateway is shutting down.");
            }
            if (oneTooMany) {
                throw new ForwardRefusedException(
                        Reason.SHORTAGE,
                        "This key has " + perIdentity + " forwards open on this gateway, and no more are allowed.");
            }
            Forward forward = asked(attempt);
            opened = true;
            return forward;
        } finally {
            if (!opened) {
                release(identity);
            }
        }
    }

    private static <T> T asked(Attempt<T> attempt) throws ForwardRefusedException {
        try {
            return attempt.run();
        } catch (UnreachableException unreachable) {
            throw new ForwardRefusedException(
                    unreachable.isForbidden() ? Reason.PROHIBITED : Reason.UNREACHABLE,
                    unreachable.sentence(),
                    unreachable);
        } catch (EngineException refused) {
            LOG.warn("nothing was forwarded: {}", refused.sentence(), refused.getCause());
            throw new ForwardRefusedException(Reason.UNREACHABLE, refused.sentence(), refused);
        }
    }

    private Container find(Target.Container target) throws ForwardRefusedException, EngineException {
        Container found = containers
                .find(target.name())
                .orElseThrow(() -> new ForwardRefusedException(
                        Reason.UNREACHABLE, "There is no container '" + target.name() + "'."));
        seen.put(target.name(), found);
        return found;
    }

    /** What may be done in a container now that it is known. */
    private Footing enter(Grant grant, Container container, Function<Grant, Optional<String>> objection)
            throws ForwardRefusedException {
        Grant entered = switch (policy.get().enter(grant, container.subject(), Instant.now())) {
            case Decision.Allowed(Grant granted) -> granted;
            case Decision.Denied denied ->
                throw new ForwardRefusedException(
                        Reason.PROHIBITED, "You may not enter the container " + container.name() + ".");
        };
        check(entered, objection);
        Optional<String> closed = ContainerHandler.whyClosed(container);
        if (closed.isPresent()) {
            throw new ForwardRefusedException(Reason.UNREACHABLE, closed.get());
        }
        return new Footing(container, entered, objection);
    }

    private Forward begun(
            Connection connection, Footing footing, Forward.Direction direction, Destination place, Duplex stream) {
        Forward forward = new Forward(connection, footing, direction, place, stream, this::ended);
        open.add(forward);
        if (closing) {
            forward.end(Ending.SHUTDOWN);
        }
        return forward;
    }

    private boolean mayLead(InetAddress address) {
        return address.isLoopbackAddress() || !Forwarding.isOutOfBounds(address, gateway.get());
    }

    private static void check(Grant grant, Function<Grant, Optional<String>> objection) throws ForwardRefusedException {
        Optional<String> said = objection.apply(grant);
        if (said.isPresent()) {
            throw new ForwardRefusedException(Reason.PROHIBITED, said.get());
        }
    }

    private static Optional<String> objection(Grant grant, Destination place) {
        return switch (place) {
            case Destination.Port(String host, int port) -> grant.forwarding().objectionToPort(host, port);
            case Destination.Socket(String path) -> grant.forwarding().objectionToSocket(path);
        };
    }

    /** Puts a forward on record; where that fails nothing may pass over it. */
    public void putOnRecord(Forward forward) throws UnrecordedException, InterruptedException {
        records.opened(forward);
        forward.putOnRecord();
        LOG.info(
                "forward of connection {}, channel {}, is open: {} to {} of {}",
                forward.connection().id(),
                forward.connection().channel(),
                forward.grant().identity().name(),
                forward.place(),
                forward.container().name());
    }

    private void ended(Forward forward) {
        open.remove(forward);
        release(forward.grant().identity().fingerprint());
        if (!forward.isOnRecord()) {
            return;
        }
        records.closed(forward);
        LOG.info(
                "forward of connection {}, channel {}, to {} of {} ends after {} ms{}",
                forward.connection().id(),
                forward.connection().channel(),
                forward.place(),
                forward.container().name(),
                forward.age().toMillis(),
                forward.ending().map(reason -> ", " + reason).orElse(""));
    }

    private void release(String identity) {
        count.computeIfPresent(identity, (same, number) -> number == 1 ? null : number - 1);
    }

    /** How many are open. */
    public int count() {
        return open.size();
    }

    @Override
    public void close() {
        closing = true;
        watch.close();
        listening.forEach(ReverseListening::close);
        open.forEach(forward -> forward.end(Ending.SHUTDOWN));
    }
}
