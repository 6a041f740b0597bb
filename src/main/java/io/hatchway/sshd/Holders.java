package io.hatchway.sshd;

import io.hatchway.session.Count;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whose connections those are that have logged in: one key must not shut out all others. Never blocks; holds no more
 * entries than there are connections.
 */
final class Holders {
    /** Who holds fewer may have of the last. */
    static final int FEW = 10;

    private static final int LAST_PART = 20;

    private final int perIdentity;
    private final int most;
    private final Map<String, Integer> held = new HashMap<>();

    /**
     * @param perIdentity connections of one identity
     * @param most connections of all; the last twentieth is for identities that hold few
     */
    Holders(int perIdentity, int most) {
        this.perIdentity = perIdentity;
        this.most = most;
    }

    /**
     * Counts a connection in, or says why not; each that was counted {@linkplain #leave leaves} once.
     *
     * @param open connections there are in all, this one included
     */
    synchronized Optional<String> enter(String identity, int open) {
        int own = held.getOrDefault(identity, 0);
        if (own >= perIdentity) {
            return Optional.of(
                    "This key has " + Count.of(own, "connection") + " to this gateway, and no more are allowed"
                            + " (ssh.connections_per_identity). Close one, and log in again.");
        }
        if (own >= FEW && open > most - most / LAST_PART) {
            return Optional.of("This gateway is nearly full, and what is left is for keys with fewer than " + FEW
                    + " connections; this one has " + own + " (ssh.max_connections). Log in again later.");
        }
        held.merge(identity, 1, Integer::sum);
        return Optional.empty();
    }

    synchronized void leave(String identity) {
        held.computeIfPresent(identity, (same, count) -> count == 1 ? null : count - 1);
    }
}
