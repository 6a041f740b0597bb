package io.hatchway.session;

import io.hatchway.access.Credential;
import io.hatchway.access.Grant;
import io.hatchway.access.Permission;
import io.hatchway.access.Permissions;
import io.hatchway.access.Target;
import io.hatchway.container.Pty;
import io.hatchway.files.Confinement;
import io.hatchway.files.ScpCommand;
import java.util.Optional;

/**
 * Whether what a session serves is what its grant would let it serve. Asked before anything is started, and again for as
 * long as it runs: a grant is renewed, and may be narrower then than the one the session began with.
 */
final class Fit {
    private static final String CHANGED = "What this key may do here has changed: ";

    private Fit() {}

    /** Why a session must not go on, or begin, under a grant: a sentence for its client. */
    static Optional<String> objection(Session session, Grant now) {
        return lacking(session, now)
                .or(() -> forced(session.request(), now))
                .or(() -> terminal(session.request(), now))
                .or(() -> files(session, now));
    }

    /** The other half of {@code scp -O} is ours, so that no image needs it; a forced command is the operator's own. */
    static Optional<ScpCommand> scp(Request request, Grant grant) {
        return request instanceof Request.Exec(String line, Optional<Pty> pty)
                        && pty.isEmpty()
                        && grant.restrictions().command().isEmpty()
                        && grant.permissions().has(Permission.FILES)
                ? ScpCommand.parse(line)
                : Optional.empty();
    }

    /**
     * What a line forces is the operator's own, and needs no permission of the client's; nor does the console. What a
     * certificate forces is its authority's.
     */
    private static Optional<String> lacking(Session session, Grant grant) {
        boolean byCertificate = grant.credential() instanceof Credential.Certificate certificate
                && certificate.restrictions().command().isPresent();
        boolean byLine = grant.restrictions().command().isPresent() && !byCertificate;
        if (byLine || grant.target() instanceof Target.Console) {
            return Optional.empty();
        }
        Permissions permissions = grant.permissions();
        if (scp(session.request(), session.startedWith()).isPresent()) {
            return Optional.empty();
        }
        return switch (session.request()) {
            case Request.Subsystem subsystem ->
                permissions.has(Permission.FILES)
                        ? Optional.empty()
                        : Optional.of("You may not use files here. Ask the operator for the permission files.");
            case Request.Shell shell -> {
                if (!permissions.has(Permission.SHELL)) {
                    yield Optional.of("You may not open a shell here. Ask the operator for the permission shell.");
                }
                yield session.isBeside() && !permissions.has(Permission.DEBUG)
                        ? Optional.of(
                                "You may not look into containers here. Ask the operator for the permission debug.")
                        : Optional.empty();
            }
            case Request.Exec(String line, var pty) -> {
                if (permissions.has(Permission.EXEC)) {
                    yield Optional.empty();
                }
                yield Optional.of(
                        ScpCommand.isSentByScp(line) && permissions.has(Permission.FILES)
                                ? "What is in this path would be a shell's to expand. Leave out -O: scp needs none then."
                                : "You may not run commands here. Ask the operator for the permission exec.");
            }
        };
    }

    /** What is forced is what must run; that nothing is forced any more is no reason to end it. */
    private static Optional<String> forced(Request request, Grant now) {
        return now.restrictions()
                .command()
                .filter(command -> !(request instanceof Request.Exec(String line, var pty) && line.equals(command)))
                .map(command -> CHANGED + "it runs one command, and this is another. Log in again.");
    }

    private static Optional<String> terminal(Request request, Grant now) {
        return request.pty().isPresent() && !now.restrictions().pty()
                ? Optional.of(CHANGED + "it gets no terminal. Log in again without one: ssh -T LOGIN@HOST.")
                : Optional.empty();
    }

    /** Files are served within the bounds they began with, so those must not have become narrower. */
    private static Optional<String> files(Session session, Grant now) {
        Grant began = session.startedWith();
        boolean served = began.target() instanceof Target.Container
                && (scp(session.request(), began).isPresent()
                        || (session.request() instanceof Request.Subsystem
                                && began.restrictions().command().isEmpty()));
        if (!served) {
            return Optional.empty();
        }
        return now.permissions().has(Permission.FILES)
                        && Confinement.of(now.permissions().files())
                                .allows(Confinement.of(began.permissions().files()))
                ? Optional.empty()
                : Optional.of(CHANGED + "it has fewer of the files. Log in again.");
    }
}
