package io.hatchway.sshd;

import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.helpers.AbstractConnectionServiceRequestHandler;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * OpenSSH's clients promise to open no more sessions (PROTOCOL, 2.2, no-more-sessions@openssh.com), and are held to it.
 * MINA by itself takes that for all kinds of channels, which would end their forwards.
 */
final class NoMoreSessions extends AbstractConnectionServiceRequestHandler {
    private static final AttributeKey<Boolean> PROMISED = new AttributeKey<>();

    /** Whether a connection's client has promised it. */
    static boolean isPromised(Session connection) {
        return Boolean.TRUE.equals(connection.getAttribute(PROMISED));
    }

    @Override
    public Result process(ConnectionService service, String request, boolean wantReply, Buffer buffer)
            throws Exception {
        if (!request.equals("no-more-sessions@openssh.com")) {
            return super.process(service, request, wantReply, buffer);
        }
        service.getSession().setAttribute(PROMISED, true);
        return Result.ReplySuccess;
    }
}
