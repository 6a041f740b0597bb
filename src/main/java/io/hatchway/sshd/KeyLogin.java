package io.hatchway.sshd;

import io.hatchway.access.KeyBlob;
import io.hatchway.sshd.LoginService.Answer;
import java.util.Optional;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.server.auth.AbstractUserAuth;
import org.apache.sshd.server.auth.UserAuth;
import org.apache.sshd.server.auth.UserAuthFactory;
import org.apache.sshd.server.session.ServerSession;
import org.jspecify.annotations.Nullable;

/**
 * The publickey method (RFC 4252 section 7), for keys and for certificates. MINA's own knows no certificate with a forced
 * command, and no decision that waits for an engine.
 */
final class KeyLogin extends AbstractUserAuth {
    static final String NAME = "publickey";

    private KeyLogin() {
        super(NAME);
    }

    /** Makes one for each request. */
    static final class Factory implements UserAuthFactory {
        @Override
        public String getName() {
            return NAME;
        }

        @Override
        public UserAuth createUserAuth(ServerSession session) {
            return new KeyLogin();
        }
    }

    /** Whether the request is refused at once; what happens else is told by the connection's {@link LoginService}. */
    @Override
    protected @Nullable Boolean doAuth(Buffer buffer, boolean first) {
        ServerSession session = getServerSession();
        LoginService service = session.getService(LoginService.class);
        service.forget();
        if (!first || !getService().equals(LoginService.CONNECTION)) {
            return Boolean.FALSE;
        }
        boolean signs = buffer.getBoolean();
        String algorithm = buffer.getString();
        byte[] blob = buffer.getBytes();
        Optional<byte[]> signature = signs ? Optional.of(buffer.getBytes()) : Optional.empty();
        if (buffer.available() > 0) {
            return Boolean.FALSE;
        }
        KeyGate.Offer offer = new KeyGate.Offer(getUsername(), algorithm, KeyBlob.of(blob));
        service.answer(() -> signature
                .map(made -> prove(service.gate(), offer, made, session))
                .orElseGet(() -> consider(service.gate(), offer, session)));
        return null;
    }

    private static Answer consider(KeyGate gate, KeyGate.Offer offer, ServerSession session) {
        if (!gate.mayOpen(offer, session)) {
            return Answer.REFUSED;
        }
        byte[] blob = offer.blob().bytes();
        Buffer go = session.createBuffer(SshConstants.SSH_MSG_USERAUTH_PK_OK, blob.length + 128);
        go.putString(offer.algorithm());
        go.putBytes(blob);
        return new Answer.Go(go);
    }

    private static Answer prove(KeyGate gate, KeyGate.Offer offer, byte[] signature, ServerSession session) {
        Buffer signed = new ByteArrayBuffer();
        signed.putBytes(session.getSessionId());
        signed.putByte(SshConstants.SSH_MSG_USERAUTH_REQUEST);
        signed.putString(offer.login());
        signed.putString(LoginService.CONNECTION);
        signed.putString(NAME);
        signed.putBoolean(true);
        signed.putString(offer.algorithm());
        signed.putBytes(offer.blob().bytes());
        return gate.prove(offer, signature, signed.getCompactData(), session)
                .<Answer>map(Answer.Proven::new)
                .orElse(Answer.REFUSED);
    }
}
