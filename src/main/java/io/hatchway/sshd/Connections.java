package io.hatchway.sshd;

import io.hatchway.audit.AuditEvent;
import io.hatchway.audit.Peer;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.jspecify.annotations.Nullable;

/** Gives each connection the name that records call it by, and puts its beginning and its end on record. */
final class Connections implements SessionListener {
    private static final AttributeKey<Begun> BEGUN = new AttributeKey<>();
    private static final AttributeKey<String> REASON = new AttributeKey<>();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ID_BYTES = 8;

    private final Consumer<AuditEvent> audit;

    private record Begun(String id, long at) {}

    /** @param audit must not block: it is called by threads that serve everybody */
    Connections(Consumer<AuditEvent> audit) {
        this.audit = audit;
    }

    /** The name of a connection. */
    static String id(Session connection) {
        Begun begun = connection.getAttribute(BEGUN);
        return begun == null ? "" : begun.id;
    }

    static Peer peer(Session connection) {
        String software = connection.getClientVersion();
        return new Peer(
                id(connection),
                connection.getIoSession().getRemoteAddress() instanceof InetSocketAddress client
                        ? Peer.text(client)
                        : "",
                software == null ? "" : software);
    }

    @Override
    public void sessionCreated(Session connection) {
        byte[] id = new byte[ID_BYTES];
        RANDOM.nextBytes(id);
        connection.setAttribute(BEGUN, new Begun(HexFormat.of().formatHex(id), System.nanoTime()));
        audit.accept(new AuditEvent.ConnectionOpened(peer(connection)));
    }

    @Override
    public void sessionDisconnect(
            Session connection, int code, @Nullable String message, @Nullable String language, boolean ours) {
        connection.setAttribute(REASON, (ours ? "gateway: " : "client: ") + message);
    }

    @Override
    public void sessionClosed(Session connection) {
        Begun begun = connection.getAttribute(BEGUN);
        if (begun == null) {
            return;
        }
        audit.accept(new AuditEvent.ConnectionClosed(
                peer(connection),
                connection.isAuthenticated(),
                Optional.ofNullable(connection.getAttribute(REASON)),
                Duration.ofNanos(System.nanoTime() - begun.at)));
    }
}
