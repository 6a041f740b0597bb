package io.hatchway.access;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Proof that an identity may open a target. Only {@link Policy} makes one, so its holder need not ask again for the same
 * channel; for the next channel it asks {@link Policy#renew}, and once the container is known {@link Policy#enter}.
 */
public final class Grant {
    private final Target target;
    private final Attempt attempt;
    private final Lookup container;
    private final Identity identity;
    private final Terms terms;

    /** What is granted, and by what. */
    record Terms(
            Permissions permissions,
            CommandAccess commands,
            Restrictions restrictions,
            Optional<Secret> secondFactor,
            Optional<Recording> recording,
            Origin origin) {}

    Grant(Target target, Attempt attempt, Lookup container, Identity identity, Terms terms) {
        this.target = target;
        this.attempt = attempt;
        this.container = container;
        this.identity = identity;
        this.terms = terms;
    }

    public Target target() {
        return target;
    }

    public Identity identity() {
        return identity;
    }

    /** What may be done in the container; nothing on a console. */
    public Permissions permissions() {
        return terms.permissions();
    }

    /** Which of the console's commands may be run; none in a container. */
    public CommandAccess commands() {
        return terms.commands();
    }

    /** What the line that let the identity in, and its certificate, ask for: forced command, no PTY and so on. */
    public Restrictions restrictions() {
        return terms.restrictions();
    }

    /** Which forwards may be made. */
    public Forwarding forwarding() {
        return new Forwarding(permissions(), restrictions());
    }

    /** The secret of the codes that are asked for beside the key, where they are. */
    public Optional<Secret> secondFactor() {
        return terms.secondFactor();
    }

    /** How the person's roles say that sessions on a terminal are recorded; empty where none of them does. */
    public Optional<Recording> recording() {
        return terms.recording();
    }

    /** What let the identity in. */
    public Origin origin() {
        return terms.origin();
    }

    public Credential credential() {
        return attempt.credential();
    }

    /** The key that signs. */
    public KeyBlob key() {
        return attempt.credential().key();
    }

    /** Where the client came from. */
    public InetAddress source() {
        return attempt.source();
    }

    Attempt attempt() {
        return attempt;
    }

    Lookup container() {
        return container;
    }

    @Override
    public String toString() {
        String shown = credential().described();
        return identity.name() + " (" + identity.fingerprint() + (shown.isEmpty() ? "" : ", " + shown) + ") may open "
                + target.login() + " by " + origin();
    }
}
