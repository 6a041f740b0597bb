package io.hatchway.sshd;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One connection as the {@link Doorkeeper} sees it: from whom, what it did before it logged in, and its end. */
final class Visit {
    private final Doorkeeper doorkeeper;
    private final InetSocketAddress peer;
    private final boolean proxied;
    private @Nullable InetSocketAddress client;
    private @Nullable Offence worst;
    private @Nullable String identity;
    private boolean failed;
    private boolean proven;
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

    /**
     * Everything asked for was proven: counts the connection as its holder's. From here on there is nothing to answer for.
     *
     * @return why the holder may not have one more; empty where he may
     */
    synchronized Optional<String> settle(String holder) {
        proven = true;
        if (closed || identity != null) {
            return Optional.empty();
        }
        Optional<String> crowd = doorkeeper.settle(holder, client == null ? peer : client);
        if (crowd.isEmpty()) {
            identity = holder;
        }
        return crowd;
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
        if (identity != null) {
            doorkeeper.unsettle(identity);
        }
        if (loggedIn || client == null) {
            return;
        }
        doorkeeper.leave(client);
        // A proxy's own health checks are nobody's offence.
        if (!proven && !(proxied && client.equals(peer))) {
            doorkeeper.penalise(client, offence());
        }
    }

    /** Whoever failed to log in does not get off more lightly by ending with a mistake. */
    private Offence offence() {
        Offence shown = worst == null ? Offence.NOAUTH : worst;
        return failed && shown == Offence.NOAUTH ? Offence.AUTHFAIL : shown;
    }
}
