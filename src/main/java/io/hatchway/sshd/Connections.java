package io.hatchway.sshd;

import io.hatchway.audit.AuditEvent;
import io.hatchway.audit.Peer;
import io.hatchway.audit.Who;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.session.helpers.AbstractConnectionService;
import org.apache.sshd.server.session.ServerSession;
import org.jspecify.annotations.Nullable;

/** Gives each connection the name that records call it by, and puts its beginning and its end on record. */
final class Connections implements SessionListener {
    private static final AttributeKey<Begun> BEGUN = new AttributeKey<>();
    private static final AttributeKey<String> REASON = new AttributeKey<>();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ID_BYTES = 8;
    private static final int LONGEST_REASON = 256;

    private final Consumer<AuditEvent> audit;

    private record Begun(String id, long at, AtomicBoolean onRecord) {}

    /** @param audit must not block: it is called by threads that serve everybody */
    Connections(Consumer<AuditEvent> audit) {
        this.audit = audit;
    }

    /** The name of a connection. */
    static String id(Session connection) {
        Begun begun = connection.getAttribute(BEGUN);
        return begun == null ? "" : begun.id;
    }

    /** Where a connection comes from: behind a proxy, what its header says once it has been read. */
    static String client(Session connection) {
        return address(connection) instanceof InetSocketAddress client ? Peer.text(client) : "";
    }

    private static SocketAddress address(Session connection) {
        return connection instanceof ServerSession server
                ? server.getClientAddress()
                : connection.getIoSession().getRemoteAddress();
    }

    /** What a channel of it is to say of where it came over; empty where the connection is gone. */
    static Optional<io.hatchway.session.Connection> of(Session connection, long channel) {
        return address(connection) instanceof InetSocketAddress client
                        && connection.getIoSession().getLocalAddress() instanceof InetSocketAddress server
                ? Optional.of(new io.hatchway.session.Connection(
                        id(connection),
                        channel,
                        client,
                        server,
                        peer(connection).software()))
                : Optional.empty();
    }

    /** How many channels of a kind a connection has. */
    static long channels(ConnectionService connection, Class<? extends Channel> kind) {
        return connection instanceof AbstractConnectionService service
                ? service.getChannels().stream().filter(kind::isInstance).count()
                : 0;
    }

    static Peer peer(Session connection) {
        String software = connection.getClientVersion();
        return new Peer(id(connection), client(connection), software == null ? "" : software);
    }

    @Override
    public void sessionCreated(Session connection) {
        byte[] id = new byte[ID_BYTES];
        RANDOM.nextBytes(id);
        connection.setAttribute(BEGUN, new Begun(HexFormat.of().formatHex(id), System.nanoTime(), new AtomicBoolean()));
        boolean clientIsKnown = !(connection.getIoSession().getAttribute(Visit.class) instanceof Visit visit)
                || !visit.awaitsProxyHeader();
        if (clientIsKnown) {
            opened(connection);
        }
    }

    /** A proxy's header, where there is one, has been read by now. */
    @Override
    public void sessionPeerIdentificationReceived(Session connection, String version, List<String> extraLines) {
        opened(connection);
    }

    private void opened(Session connection) {
        Begun begun = connection.getAttribute(BEGUN);
        if (begun != null && begun.onRecord.compareAndSet(false, true)) {
            audit.accept(new AuditEvent.ConnectionOpened(peer(connection)));
        }
    }

    @Override
    public void sessionDisconnect(
            Session connection, int code, @Nullable String message, @Nullable String language, boolean ours) {
        String said = String.valueOf(message);
        connection.setAttribute(
                REASON, (ours ? "gateway: " : "client: ") + said.substring(0, Math.min(said.length(), LONGEST_REASON)));
    }

    @Override
    public void sessionClosed(Session connection) {
        Begun begun = connection.getAttribute(BEGUN);
        if (begun == null) {
            return;
        }
        opened(connection);
        Refusals.of(connection)
                .unsaid()
                .forEach((reason, count) -> audit.accept(new AuditEvent.ChannelRefused(
                        peer(connection),
                        KeyGate.grant(connection).map(Who::of),
                        0,
                        Optional.empty(),
                        reason + "; so were " + count + " in all since this was last said")));
        audit.accept(new AuditEvent.ConnectionClosed(
                peer(connection),
                connection.isAuthenticated(),
                Optional.ofNullable(connection.getAttribute(REASON)),
                Duration.ofNanos(System.nanoTime() - begun.at)));
    }
}
