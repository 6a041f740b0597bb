package io.hatchway.access;

import java.net.InetAddress;

/**
 * Proof that an identity may open a target. Only {@link Policy} makes one, so its holder need not ask again for the same
 * channel; for the next channel it asks {@link Policy#renew}.
 */
public final class Grant {
    private final Target target;
    private final Rule rule;
    private final Identity identity;
    private final InetAddress source;

    Grant(Target target, Rule rule, InetAddress source) {
        this.target = target;
        this.rule = rule;
        this.identity = Identity.of(rule.key(), rule.comment());
        this.source = source;
    }

    public Target target() {
        return target;
    }

    public Identity identity() {
        return identity;
    }

    /** What the line that let the identity in asks for: forced command, no PTY and so on. */
    public Restrictions restrictions() {
        return rule.restrictions();
    }

    /** The line that let the identity in. */
    public Origin origin() {
        return rule.origin();
    }

    /** The key that was matched. */
    public KeyBlob key() {
        return rule.key();
    }

    /** Where the client came from. */
    public InetAddress source() {
        return source;
    }

    @Override
    public String toString() {
        return identity.name() + " (" + identity.fingerprint() + ") may open " + target.login() + " by " + origin();
    }
}
