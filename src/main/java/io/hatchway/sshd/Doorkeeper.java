package io.hatchway.sshd;

import io.hatchway.audit.Peer;
import io.hatchway.session.Count;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides at the door who may connect, and keeps score of what became of it. Nothing here blocks: it is asked on the
 * thread that accepts connections.
 */
final class Doorkeeper {
    private static final Logger LOG = LoggerFactory.getLogger("io.hatchway.sshd.Door");

    private final EntryRules rules;
    private final RefusalListener listener;
    private final Startups startups;
    private final Penalties penalties;
    private final Holders holders;
    private final RefusalLog log = new RefusalLog(System::nanoTime);
    private final AtomicInteger connections = new AtomicInteger();

    Doorkeeper(EntryRules rules, RefusalListener listener) {
        this.rules = rules;
        this.listener = listener;
        startups = new Startups(rules.startups(), new SecureRandom());
        penalties = new Penalties(rules, System::nanoTime);
        holders = new Holders(rules.perIdentity(), rules.connections());
    }

    /** A visit for a new connection; empty where it must be turned away, which has been logged. */
    Optional<Visit> admit(InetSocketAddress peer) {
        if (connections.incrementAndGet() > rules.connections()) {
            connections.decrementAndGet();
            turnAway(
                    peer,
                    RefusalLog.Kind.CONNECTIONS,
                    Count.of(rules.connections(), "connection")
                            + " stood already, and no more may (ssh.max_connections)");
            return Optional.empty();
        }
        Visit visit = new Visit(this, peer, rules.isProxy(peer.getAddress()));
        if (visit.awaitsProxyHeader() || visit.comesFrom(peer)) {
            return Optional.of(visit);
        }
        visit.close();
        return Optional.empty();
    }

    /** Whether a client may come, who is counted as not logged in from then on. */
    boolean enter(InetSocketAddress client) {
        SourceNetwork source = network(client);
        Optional<String> penalty = penalties.refusal(client.getAddress());
        if (penalty.isPresent()) {
            turnAway(client, RefusalLog.Kind.PENALTY, penalty.get());
            return false;
        }
        Optional<String> crowd = startups.enter(source);
        crowd.ifPresent(reason -> turnAway(client, RefusalLog.Kind.STARTUPS, reason));
        return crowd.isEmpty();
    }

    void leave(InetSocketAddress client) {
        startups.leave(network(client));
    }

    void disconnected() {
        connections.decrementAndGet();
    }

    /** Counts a connection as an identity's, or says why it has too many; who was counted {@linkplain #unsettle leaves}. */
    Optional<String> settle(String identity, InetSocketAddress client) {
        Optional<String> crowd = holders.enter(identity, connections.get());
        crowd.ifPresent(reason -> turnAway(client, RefusalLog.Kind.IDENTITY, reason));
        return crowd;
    }

    void unsettle(String identity) {
        holders.leave(identity);
    }

    void penalise(InetSocketAddress client, Offence offence) {
        penalties.penalise(client.getAddress(), offence).ifPresent(time -> {
            String network = network(client).toString();
            LOG.warn("{} is kept out for {} s: {} ({})", network, time.toSeconds(), offence, offence.setting());
            listener.penalised(client, network, offence, time);
        });
    }

    /** A connection that stood is cut off. */
    void cutOff(InetSocketAddress client, String reason) {
        LOG.warn("the connection from {} was cut off: {}", Peer.text(client), reason);
        listener.refused(client, reason);
    }

    private void turnAway(InetSocketAddress client, RefusalLog.Kind kind, String reason) {
        log.turnedAway(network(client), kind, reason);
        listener.refused(client, reason);
    }

    private SourceNetwork network(InetSocketAddress client) {
        return rules.network(client.getAddress());
    }
}
