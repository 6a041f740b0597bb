package io.hatchway.sshd;

import io.hatchway.access.Grant;
import io.hatchway.access.Secret;
import io.hatchway.sshd.LoginService.Answer;
import java.io.IOException;
import java.util.Optional;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.auth.AbstractUserAuth;
import org.apache.sshd.server.auth.UserAuth;
import org.apache.sshd.server.auth.UserAuthFactory;
import org.apache.sshd.server.session.ServerSession;
import org.jspecify.annotations.Nullable;

/**
 * The keyboard-interactive method (RFC 4256), which asks for a one-time code and for nothing else. Who has not proven a key
 * before sees no prompt, whoever it is.
 */
final class CodeLogin extends AbstractUserAuth {
    static final String NAME = "keyboard-interactive";

    private static final String PROMPT = "One-time code: ";

    private boolean asked;

    private CodeLogin() {
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
            return new CodeLogin();
        }
    }

    @Override
    protected @Nullable Boolean doAuth(Buffer buffer, boolean first) throws Exception {
        ServerSession session = getServerSession();
        LoginService service = session.getService(LoginService.class);
        Optional<Grant> half =
                service.half().filter(grant -> grant.target().login().equals(getUsername()));
        Optional<Secret> secret = half.flatMap(Grant::secondFactor);
        if (secret.isEmpty() || !getService().equals(LoginService.CONNECTION)) {
            // A key that was proven for another login is proven for nothing.
            service.forget();
            return Boolean.FALSE;
        }
        if (first) {
            asked = true;
            ask(session);
            return null;
        }
        return check(buffer, service, half.get(), secret.get());
    }

    private static void ask(ServerSession session) throws IOException {
        Buffer request = session.createBuffer(SshConstants.SSH_MSG_USERAUTH_INFO_REQUEST, 64);
        request.putString("");
        request.putString("");
        request.putString("");
        request.putInt(1);
        request.putString(PROMPT);
        request.putBoolean(false);
        session.writePacket(request);
    }

    private @Nullable Boolean check(Buffer buffer, LoginService service, Grant grant, Secret secret) {
        boolean expected = asked;
        asked = false;
        int message = buffer.getUByte();
        if (!expected || message != SshConstants.SSH_MSG_USERAUTH_INFO_RESPONSE || buffer.getInt() != 1) {
            return Boolean.FALSE;
        }
        String code = buffer.getString();
        if (buffer.available() > 0) {
            return Boolean.FALSE;
        }
        service.answer(() -> service.gate()
                .confirm(grant, secret, code, getServerSession())
                .<Answer>map(Answer.Confirmed::new)
                .orElse(Answer.REFUSED));
        return null;
    }
}
