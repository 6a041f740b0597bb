package io.hatchway.sshd;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** One connection as the {@link Doorkeeper} sees it: from whom, what it did before it logged in, and its end. */
final class Visit {
    private final Doorkeeper doorkeeper;
    private final InetSocketAddress peer;
    private final boolean proxied;
    private @Nullable InetSocketAddress client;
    private @Nullable Offence worst;
    private boolean failed;
    private boolean loggedIn;
    private boolean closed;

    /**
     * @param proxied whether the peer names the client first
     */
    Visit(Doorkeeper doorkeeper, InetSocketAddress peer, boolean proxied) {
        this.doorkeeper = doorkeeper;
        this.peer = peer;
        this.proxied = proxied;
    }

    /** Whether the client is not known yet. */
    synchronized boolean awaitsProxyHeader() {
        return proxied && client == null;
    }

    /** Names the client; false where it may not come, which has been logged. */
    synchronized boolean comesFrom(InetSocketAddress address) {
        if (closed || !doorkeeper.enter(address)) {
            return false;
        }
        client = address;
        return true;
    }

    /** An attempt to log in was refused. Only counts for a connection that never succeeds. */
    synchronized void attemptFailed() {
        failed = true;
    }

    synchronized void loggedIn() {
        if (!loggedIn && !closed && client != null) {
            doorkeeper.leave(client);
        }
        loggedIn = true;
    }

    /** Says why the connection is being cut off; holds it against the source where nobody had logged in. */
    synchronized void cutOff(Offence offence, String reason) {
        if (!closed && worst == null) {
            worst = offence;
            doorkeeper.cutOff(client == null ? peer : client, reason);
        }
    }

    /** The connection is gone. */
    synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        doorkeeper.disconnected();
        if (loggedIn || client == null) {
            return;
        }
        doorkeeper.leave(client);
        // A proxy's own health checks are nobody's offence.
        if (!(proxied && client.equals(peer))) {
            doorkeeper.penalise(client, offence());
        }
    }

    private Offence offence() {
        return worst != null ? worst : failed ? Offence.AUTHFAIL : Offence.NOAUTH;
    }
}
