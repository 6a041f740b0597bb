package io.hatchway.sshd;

import io.hatchway.access.Attempt;
import io.hatchway.access.Credential;
import io.hatchway.access.Decision;
import io.hatchway.access.Directory;
import io.hatchway.access.Grant;
import io.hatchway.access.KeyBlob;
import io.hatchway.access.Policy;
import io.hatchway.audit.AuditEvent;
import io.hatchway.audit.Who;
import io.hatchway.session.Printable;
import java.net.InetSocketAddress;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.server.auth.pubkey.AuthorizedKeyEntriesPublickeyAuthenticator;
import org.apache.sshd.server.auth.pubkey.PublickeyAuthenticator;
import org.apache.sshd.server.session.ServerSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets keys in.
 *
 * <p>MINA asks the authenticator for every key a client merely offers, too. An allowed one is therefore kept aside, and
 * becomes the connection's grant only when MINA says that the connection is authenticated, which it does right after
 * the proof of the key that was asked for last.
 */
final class KeyGate implements PublickeyAuthenticator, SessionListener {
    private static final Logger LOG = LoggerFactory.getLogger(KeyGate.class);
    private static final AttributeKey<Grant> OFFERED = new AttributeKey<>();
    private static final AttributeKey<Grant> PROVEN = new AttributeKey<>();

    private final Supplier<Policy> policy;
    private final Directory directory;
    private final Consumer<AuditEvent> audit;

    KeyGate(Supplier<Policy> policy, Directory directory, Consumer<AuditEvent> audit) {
        this.policy = policy;
        this.directory = directory;
        this.audit = audit;
    }

    /** The grant of an authenticated connection. */
    static Optional<Grant> grant(Session session) {
        return Optional.ofNullable(session.getAttribute(PROVEN));
    }

    @Override
    public boolean authenticate(String login, PublicKey key, ServerSession session) {
        session.removeAttribute(OFFERED);
        if (!(session.getClientAddress() instanceof InetSocketAddress client)) {
            return false;
        }
        KeyBlob blob = blob(key);
        return switch (decide(login, blob, client)) {
            case Decision.Allowed(Grant grant) -> {
                session.setAttribute(OFFERED, grant);
                securityKeyFlags(session, grant);
                yield true;
            }
            case Decision.Denied(String reason) -> {
                LOG.info(
                        "key {} from {} may not open '{}': {}",
                        blob.fingerprint(),
                        client,
                        Printable.text(login.substring(0, Math.min(login.length(), 64))),
                        reason);
                audit.accept(new AuditEvent.AuthFailed(Connections.peer(session), login, blob.fingerprint(), reason));
                yield false;
            }
        };
    }

    private Decision decide(String login, KeyBlob key, InetSocketAddress client) {
        Attempt attempt = new Attempt(login, new Credential.Key(key), client.getAddress(), Instant.now());
        return policy.get().decide(attempt, directory);
    }

    private static KeyBlob blob(PublicKey key) {
        ByteArrayBuffer buffer = new ByteArrayBuffer();
        buffer.putRawPublicKey(key);
        return KeyBlob.of(buffer.getCompactData());
    }

    /** MINA checks a security key's touch and PIN by the options of an entry it expects here. */
    private static void securityKeyFlags(ServerSession session, Grant grant) {
        session.removeAttribute(AuthorizedKeyEntriesPublickeyAuthenticator.AUTHORIZED_KEY);
        if (!grant.key().type().startsWith("sk-")) {
            return;
        }
        String options = (grant.restrictions().touchRequired() ? "" : "no-touch-required ")
                + (grant.restrictions().verifyRequired() ? "verify-required " : "");
        String line = options.strip().replace(' ', ',') + " " + grant.key().type() + " "
                + Base64.getEncoder().encodeToString(grant.key().bytes());
        try {
            session.setAttribute(
                    AuthorizedKeyEntriesPublickeyAuthenticator.AUTHORIZED_KEY,
                    AuthorizedKeyEntry.parseAuthorizedKeyEntry(line.strip()));
        } catch (IllegalArgumentException unreadable) {
            throw new IllegalStateException("a security key's own blob was not understood", unreadable);
        }
    }

    @Override
    public void sessionEvent(Session session, Event event) {
        if (event != Event.Authenticated) {
            return;
        }
        Grant offered = session.removeAttribute(OFFERED);
        if (offered == null || !offered.target().login().equals(session.getUsername())) {
            LOG.error("a connection was authenticated without a grant; closing it");
            session.close(true);
            return;
        }
        session.setAttribute(PROVEN, offered);
        audit.accept(new AuditEvent.AuthSucceeded(Connections.peer(session), Who.of(offered)));
        LOG.info("{} logged in from {}", offered, session.getIoSession().getRemoteAddress());
    }
}
