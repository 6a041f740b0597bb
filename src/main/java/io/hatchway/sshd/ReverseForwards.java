package io.hatchway.sshd;

import io.hatchway.access.Grant;
import io.hatchway.access.Policy;
import io.hatchway.audit.AuditEvent;
import io.hatchway.audit.Who;
import io.hatchway.container.Destination;
import io.hatchway.container.Listening;
import io.hatchway.session.ForwardRefusedException;
import io.hatchway.session.Forwards;
import io.hatchway.session.Printable;
import io.hatchway.session.ReverseListening;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What listens in a container for a client. {@code ssh -R}: ports of the container's own loopback that lead back to the
 * client (RFC 4254, 7.1). Each connection a program makes to one becomes a {@link ReverseChannel}. All of a connection's
 * ports end with it. {@code ssh -A}: sockets that lead to its agent, each for as long as a session.
 */
final class ReverseForwards {
    private static final Logger LOG = LoggerFactory.getLogger("io.hatchway.sshd.Channel");
    private static final AttributeKey<Map<Asked, ReverseListening>> OF = new AttributeKey<>();
    private static final int MOST = 32;
    private static final String ASKED = "a port to listen on";
    private static final String AGENT = "a socket for the agent";
    private static final String LOST = "a place that listened";
    private static final int LAST_PORT = 65_535;

    private final Forwards forwards;
    private final Supplier<Policy> policy;
    private final Consumer<AuditEvent> audit;
    private final ReverseChannel.Maker ports;
    private final ReverseChannel.Maker agents;

    /** A place as the client names it, with the real port: how it is told of connections, and how it cancels. */
    private record Asked(String host, int port) {}

    ReverseForwards(Forwards forwards, Supplier<Policy> policy, Consumer<AuditEvent> audit, Budgets budgets, int most) {
        this.forwards = forwards;
        this.policy = policy;
        this.audit = audit;
        this.ports = new ReverseChannel.Maker("forwarded-tcpip", forwards, budgets, most);
        this.agents = new ReverseChannel.Maker("auth-agent@openssh.com", forwards, budgets, most);
    }

    /** Listens as asked; blocks. Returns what to answer. */
    GlobalReply listen(ConnectionService service, String host, int port) {
        Session connection = service.getSession();
        Map<Asked, ReverseListening> mine = of(connection);
        try {
            Grant grant =
                    KeyGate.renewed(connection, policy.get(), Instant.now()).orElse(null);
            if (grant == null || mine.size() >= MOST || port < 0 || port > LAST_PORT) {
                return refused(
                        connection,
                        ASKED,
                        new Destination.Port(host, port),
                        "This connection may not listen on more ports.");
            }
            ReverseListening listening = forwards.listen(grant, host, port);
            mine.put(new Asked(host, listening.port()), listening);
            if (connection.isClosing()) {
                closeAll(mine);
            }
            Thread.ofVirtual()
                    .name("listening " + Connections.id(connection) + " " + listening.port())
                    .start(() -> accept(
                            service, listening, ports, from -> packet -> origin(packet, host, listening.port(), from)));
            return port == 0 ? new GlobalReply.Port(listening.port()) : new GlobalReply.Success();
        } catch (ForwardRefusedException refused) {
            return refused(connection, ASKED, new Destination.Port(host, port), refused.sentence());
        }
    }

    /** Makes a socket in the container that leads to the client's agent (auth-agent@openssh.com). */
    ReverseListening listenForAgent(ConnectionService service, Grant grant) throws ForwardRefusedException {
        ReverseListening listening;
        try {
            listening = forwards.listenForAgent(grant);
        } catch (ForwardRefusedException refused) {
            refused(service.getSession(), AGENT, new Destination.Socket("agent"), refused.sentence());
            throw refused;
        }
        Thread.ofVirtual()
                .name("agent " + Connections.id(service.getSession()))
                .start(() -> accept(service, listening, agents, from -> packet -> {}));
        return listening;
    }

    /** Listens no more; connections that stand go on. */
    GlobalReply cancel(ConnectionService service, String host, int port) {
        ReverseListening listening = of(service.getSession()).remove(new Asked(host, port));
        if (listening == null) {
            return new GlobalReply.Failure();
        }
        listening.close();
        return new GlobalReply.Success();
    }

    private GlobalReply refused(Session connection, String reason, Destination at, String sentence) {
        String place = Printable.text(at.toString());
        Refusals.of(connection).say(reason).ifPresent(before -> {
            String all = before == 0 ? sentence : sentence + " So were " + before + " others since this was last said.";
            LOG.warn("connection {}: listening at {} has failed: {}", Connections.id(connection), place, all);
            KeyGate.grant(connection)
                    .ifPresent(grant -> audit.accept(new AuditEvent.ForwardRefused(
                            Connections.peer(connection), Who.of(grant), 0, place, Printable.text(all))));
        });
        return new GlobalReply.Failure();
    }

    /** Those of a connection, ended with it. */
    private static Map<Asked, ReverseListening> of(Session connection) {
        return connection.computeAttributeIfAbsent(OF, key -> {
            Map<Asked, ReverseListening> mine = new ConcurrentHashMap<>();
            connection.addCloseFutureListener(closed -> Thread.startVirtualThread(() -> closeAll(mine)));
            return mine;
        });
    }

    private static void closeAll(Map<Asked, ReverseListening> mine) {
        mine.values().forEach(ReverseListening::close);
        mine.clear();
    }

    private void accept(
            ConnectionService service,
            ReverseListening listening,
            ReverseChannel.Maker channels,
            IntFunction<Consumer<Buffer>> origin) {
        try {
            for (var next = listening.accept(); next.isPresent(); next = listening.accept()) {
                Listening.Accepted accepted = next.get();
                channels.open(service, listening, accepted.connection(), origin.apply(accepted.port()));
            }
        } catch (ForwardRefusedException ended) {
            // There is no message that would tell the client.
            refused(service.getSession(), LOST, listening.place(), "It listens no more. " + ended.sentence());
        } finally {
            of(service.getSession()).values().remove(listening);
            listening.close();
        }
    }

    /** OpenSSH's client wants to read the very host it asked for. */
    private static void origin(Buffer packet, String host, int port, int from) {
        packet.putString(host);
        packet.putUInt(port);
        packet.putString("127.0.0.1");
        packet.putUInt(from);
    }

    /** What a global request is answered (RFC 4254, 4). */
    sealed interface GlobalReply {
        record Success() implements GlobalReply {}

        /** Success, and the port that was chosen. */
        record Port(int number) implements GlobalReply {}

        record Failure() implements GlobalReply {}

        default void send(Session connection) throws IOException {
            byte message = this instanceof Failure
                    ? SshConstants.SSH_MSG_REQUEST_FAILURE
                    : SshConstants.SSH_MSG_REQUEST_SUCCESS;
            Buffer packet = connection.createBuffer(message, 16);
            if (this instanceof Port(int number)) {
                packet.putUInt(number);
            }
            connection.writePacket(packet);
        }
    }
}
