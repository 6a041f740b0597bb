package io.hatchway.access;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the options of an authorized_keys line come to (sshd(8), AUTHORIZED_KEYS FILE FORMAT), read from left to right.
 *
 * @param pty whether a terminal may be allocated
 * @param portForwarding forwards of ports; off unless granted
 * @param agentForwarding forwards of the client's agent; off unless granted
 * @param x11Forwarding forwards of the client's display; off unless granted
 * @param command what runs instead of whatever the client asks for
 * @param from where the client must come from
 * @param expiry the first instant at which the line no longer holds
 * @param environment variables for every program, in the line's order
 * @param permitOpen where forwards may lead, when the line names places
 * @param permitListen where forwards may listen, when the line names places
 * @param touchRequired whether a security key's signature counts only when its holder touched it
 * @param verifyRequired whether a security key's signature counts only when its holder was verified, by PIN or finger
 */
public record Restrictions(
        boolean pty,
        Flag portForwarding,
        Flag agentForwarding,
        Flag x11Forwarding,
        Optional<String> command,
        Optional<SourceAddresses> from,
        Optional<Instant> expiry,
        Map<String, String> environment,
        List<Endpoint> permitOpen,
        List<Endpoint> permitListen,
        boolean touchRequired,
        boolean verifyRequired) {

    /** A line without options. */
    public static final Restrictions NONE = new Restrictions(
            true,
            Flag.UNSAID,
            Flag.UNSAID,
            Flag.UNSAID,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            List.of(),
            List.of(),
            true,
            false);

    public Restrictions {
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        permitOpen = List.copyOf(permitOpen);
        permitListen = List.copyOf(permitListen);
    }

    /** Whether the line has run out; the instant of expiry itself is already too late. */
    public boolean expired(Instant now) {
        return expiry.isPresent() && !now.isBefore(expiry.get());
    }

    /**
     * Whether no port and no socket is forwarded either way. A line that forces a command forwards nothing unless it also
     * says {@code port-forwarding} or names places.
     */
    public boolean forwardsNothing() {
        boolean namesPlaces = !permitOpen.isEmpty() || !permitListen.isEmpty();
        boolean forced = command.isPresent() && portForwarding != Flag.GRANTED && !namesPlaces;
        return portForwarding == Flag.REFUSED || forced;
    }

    /** Whether no client's address is one it may come from. */
    public boolean isNobodys() {
        return from.filter(SourceAddresses::isNobody).isPresent();
    }

    /**
     * What is left when a credential's own restrictions hold too. A certificate never adds to what its line, or the role,
     * grants; ssh-keygen puts permissions into every certificate unasked.
     *
     * @return empty where both force a command, and not the same
     */
    Optional<Restrictions> and(Credential credential) {
        return switch (credential) {
            case Credential.Key key -> Optional.of(this);
            case Credential.Certificate certificate -> and(certificate.restrictions(), certificate.validUntil());
        };
    }

    private Optional<Restrictions> and(Restrictions other, Instant until) {
        if (command.isPresent() && other.command.isPresent() && !command.equals(other.command)) {
            return Optional.empty();
        }
        return Optional.of(new Restrictions(
                pty && other.pty,
                unlessRefused(portForwarding, other.portForwarding),
                unlessRefused(agentForwarding, other.agentForwarding),
                unlessRefused(x11Forwarding, other.x11Forwarding),
                command.or(other::command),
                from,
                Optional.of(expiry.filter(until::isAfter).orElse(until)),
                environment,
                permitOpen,
                permitListen,
                touchRequired || other.touchRequired,
                verifyRequired || other.verifyRequired));
    }

    private static Flag unlessRefused(Flag own, Flag others) {
        return others == Flag.REFUSED ? Flag.REFUSED : own;
    }
}
