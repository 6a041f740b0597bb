package io.hatchway.sshd;

import io.hatchway.access.Attempt;
import io.hatchway.access.Credential;
import io.hatchway.access.Decision;
import io.hatchway.access.Directory;
import io.hatchway.access.Grant;
import io.hatchway.access.KeyBlob;
import io.hatchway.access.Policy;
import io.hatchway.access.Proof;
import io.hatchway.access.Secret;
import io.hatchway.audit.AuditEvent;
import io.hatchway.audit.Who;
import io.hatchway.keys.OfferedKey;
import io.hatchway.keys.OneTimeCodes;
import io.hatchway.keys.UnusableKeyException;
import io.hatchway.session.Printable;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.server.session.ServerSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides who logs in, for all connections. Asked by a {@link LoginService} on virtual threads, so it may block.
 *
 * <p>A key that is offered is not a key that is proven: the policy is asked for both, and only the grant of a key whose
 * signature was verified, and whose second factor was given where one is asked for, ever becomes a connection's.
 */
final class KeyGate implements SessionListener {
    private static final Logger LOG = LoggerFactory.getLogger(KeyGate.class);
    private static final AttributeKey<Grant> PROVEN = new AttributeKey<>();
    private static final int LONGEST_SHOWN = 64;

    private final Supplier<Policy> policy;
    private final Directory directory;
    private final OneTimeCodes codes = new OneTimeCodes(InstantSource.system());
    private final Consumer<AuditEvent> audit;

    KeyGate(Supplier<Policy> policy, Directory directory, Consumer<AuditEvent> audit) {
        this.policy = policy;
        this.directory = new PatientDirectory(directory);
        this.audit = audit;
    }

    /** The grant of an authenticated connection. */
    static Optional<Grant> grant(Session session) {
        return Optional.ofNullable(session.getAttribute(PROVEN));
    }

    /** The same, asked for again: the policy may have changed since the connection was let in. */
    static Optional<Grant> renewed(Session session, Policy now, Instant at) {
        return grant(session).flatMap(proven -> switch (now.renew(proven, at)) {
            case Decision.Allowed(Grant renewed) -> Optional.of(renewed);
            case Decision.Denied denied -> Optional.empty();
        });
    }

    /**
     * A key or certificate as a client holds it out.
     *
     * @param login the login name as the client sent it
     * @param algorithm as the client names what it will sign with, or has signed with
     */
    record Offer(String login, String algorithm, KeyBlob blob) {}

    /** Whether it is worth the client's while to sign with a key. */
    boolean mayOpen(Offer offer, ServerSession session) {
        try {
            return decide(offer, OfferedKey.parse(offer.algorithm, offer.blob), session)
                    .isPresent();
        } catch (UnusableKeyException e) {
            refuse(offer, session, e.reason());
            return false;
        }
    }

    /**
     * The grant of a key that has signed.
     *
     * @param signed what must have been signed: this connection's, this login's and this key's alone
     */
    Optional<Grant> prove(Offer offer, byte[] signature, byte[] signed, ServerSession session) {
        try {
            OfferedKey key = OfferedKey.parse(offer.algorithm, offer.blob);
            Optional<Grant> grant = decide(offer, key, session);
            if (grant.isEmpty()) {
                return grant;
            }
            Optional<Proof> proof = key.proof(signature, signed);
            Optional<String> objection = proof.isEmpty()
                    ? Optional.of("its signature does not hold")
                    : grant.get().lacking(proof.get());
            objection.ifPresent(reason -> refuse(offer, session, reason));
            return objection.isEmpty() ? proof.map(grant.get()::provenBy) : Optional.empty();
        } catch (UnusableKeyException e) {
            refuse(offer, session, e.reason());
            return Optional.empty();
        }
    }

    private Optional<Grant> decide(Offer offer, OfferedKey key, ServerSession session) throws UnusableKeyException {
        if (!(session.getClientAddress() instanceof InetSocketAddress client)) {
            return Optional.empty();
        }
        Attempt attempt = new Attempt(offer.login, key.credential(), client.getAddress(), Instant.now());
        return switch (policy.get().decide(attempt, directory)) {
            case Decision.Allowed(Grant grant) -> {
                key.checkAuthority();
                yield Optional.of(grant);
            }
            case Decision.Denied(String reason) -> {
                refuse(offer, session, reason + described(key.credential()));
                yield Optional.empty();
            }
        };
    }

    private static String described(Credential credential) {
        String described = credential.described();
        return described.isEmpty() ? "" : " (" + described + ")";
    }

    /**
     * Checks the second factor of a grant whose key was proven.
     *
     * @return the grant, as the newest policy has it; empty where the code is not right
     */
    Optional<Grant> confirm(Grant grant, Secret secret, String code, ServerSession session) {
        OneTimeCodes.Verdict verdict = codes.check(secret, code);
        if (verdict != OneTimeCodes.Verdict.RIGHT) {
            audit.accept(failed(grant, "the one-time code: " + verdict.reason(), session));
            LOG.info(
                    "a one-time code of {} from {} is refused: {}",
                    grant.identity().name(),
                    Connections.client(session),
                    verdict.reason());
            return Optional.empty();
        }
        return switch (policy.get().renew(grant, Instant.now())) {
            case Decision.Allowed(Grant renewed) -> Optional.of(renewed);
            case Decision.Denied(String reason) -> {
                audit.accept(failed(grant, reason, session));
                LOG.info("{} no longer: {}", grant, reason);
                yield Optional.empty();
            }
        };
    }

    private static AuditEvent failed(Grant grant, String reason, ServerSession session) {
        Who who = Who.of(grant);
        return new AuditEvent.AuthFailed(
                Connections.peer(session),
                Optional.of(who.identity()),
                who.login(),
                who.fingerprint(),
                who.certificate(),
                reason);
    }

    private void refuse(Offer offer, ServerSession session, String reason) {
        String fingerprint = OfferedKey.fingerprint(offer.blob);
        audit.accept(new AuditEvent.AuthFailed(
                Connections.peer(session),
                Optional.empty(),
                offer.login,
                fingerprint,
                OfferedKey.described(offer.blob).map(Who.Certificate::of),
                reason));
        LOG.info(
                "key {} from {} may not open '{}': {}",
                fingerprint,
                Connections.client(session),
                shown(offer.login),
                reason);
    }

    private static String shown(String text) {
        return Printable.text(text.substring(0, Math.min(text.length(), LONGEST_SHOWN)));
    }

    /**
     * Everything asked for was given: the grant is the connection's from now on.
     *
     * @return why it is not, where its holder has too many connections: a sentence for the client
     */
    Optional<String> enter(Grant grant, ServerSession session) {
        String identity = grant.identity().fingerprint();
        Optional<String> crowd =
                session instanceof GuardedSession guarded ? guarded.settle(identity) : Optional.empty();
        if (crowd.isPresent()) {
            audit.accept(failed(grant, crowd.get(), session));
        } else {
            session.setAttribute(PROVEN, grant);
        }
        return crowd;
    }

    /** An attempt without a key: the method, or what came with it, is not served. */
    void refuseMethod(String login, String method, ServerSession session) {
        audit.accept(new AuditEvent.AuthFailed(
                Connections.peer(session),
                Optional.empty(),
                shown(login),
                "",
                Optional.empty(),
                "the method '" + shown(method) + "' was refused"));
    }

    @Override
    public void sessionEvent(Session session, Event event) {
        if (event != Event.Authenticated) {
            return;
        }
        Optional<Grant> grant = grant(session);
        if (grant.isEmpty() || !grant.get().target().login().equals(session.getUsername())) {
            LOG.error("a connection was authenticated without a grant; closing it");
            session.close(true);
            return;
        }
        audit.accept(new AuditEvent.AuthSucceeded(Connections.peer(session), Who.of(grant.get())));
        LOG.info("{} logged in from {}", grant.get(), Connections.client(session));
    }
}
