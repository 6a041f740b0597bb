package io.hatchway.sshd;

import io.hatchway.access.Grant;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.Service;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.auth.AbstractUserAuthServiceFactory;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.server.session.ServerUserAuthService;

/**
 * One connection's way through authentication (RFC 4252): a key, then a one-time code where the key's holder has a second
 * factor.
 *
 * <p>Every decision is made on a virtual thread of its own; what the client sends meanwhile waits its turn, so that no
 * answer is ever taken for another question's. MINA reads and counts the requests, holds the client to one login name, and
 * starts what comes after.
 */
final class LoginService extends ServerUserAuthService {
    /** What is authenticated for; MINA would start whatever service the client names. */
    static final String CONNECTION = "ssh-connection";

    /** A refusal takes at least this long, so that its time does not tell what was looked at. */
    private static final Duration SLOWNESS = Duration.ofMillis(20);

    private static final int MOST_WAITING = 16;
    private static final int MOST_BYTES_WAITING = 64 * 1024;

    /** Kept by the connection: some clients ask for this service anew before each step. */
    private static final AttributeKey<Grant> HALF = new AttributeKey<>();

    private final KeyGate gate;
    private final Queue<Buffer> waiting = new ArrayDeque<>();
    private String login = "";
    private String method = "";
    private boolean deciding;

    private LoginService(Session session, KeyGate gate) throws IOException {
        super(session);
        this.gate = gate;
    }

    /** Makes such services. */
    static final class Factory extends AbstractUserAuthServiceFactory {
        private final KeyGate gate;

        Factory(KeyGate gate) {
            this.gate = gate;
        }

        @Override
        public Service create(Session session) throws IOException {
            return new LoginService(session, gate);
        }
    }

    /** What comes of a request. */
    sealed interface Answer {
        Answer REFUSED = new Refused();

        record Refused() implements Answer {}

        /** The client may go on; this is what it is told. */
        record Go(Buffer reply) implements Answer {}

        /** A key was proven. */
        record Proven(Grant grant) implements Answer {}

        /** A key was proven, and its holder's second factor given. */
        record Confirmed(Grant grant) implements Answer {}
    }

    KeyGate gate() {
        return gate;
    }

    /** The grant whose key was proven, and whose second factor is still to come. */
    Optional<Grant> half() {
        return Optional.ofNullable(getServerSession().getAttribute(HALF));
    }

    /** From here on nothing is proven. */
    void forget() {
        getServerSession().removeAttribute(HALF);
    }

    /** Answers a request of the client's on another thread; until then no other is looked at. */
    synchronized void answer(Supplier<Answer> question) {
        deciding = true;
        Thread.ofVirtual().name("login").start(() -> {
            try {
                give(answerSlowly(question));
            } catch (Exception e) {
                getServerSession().exceptionCaught(e);
            }
        });
    }

    private static Answer answerSlowly(Supplier<Answer> question) throws InterruptedException {
        long start = System.nanoTime();
        Answer answer = question.get();
        if (answer instanceof Answer.Refused) {
            TimeUnit.NANOSECONDS.sleep(SLOWNESS.toNanos() - (System.nanoTime() - start));
        }
        return answer;
    }

    private synchronized void give(Answer answer) throws Exception {
        deciding = false;
        ServerSession session = getServerSession();
        if (isClosing() || session.isClosing() || !isCurrent(session)) {
            return;
        }
        switch (answer) {
            case Answer.Refused refused -> fail(session, false);
            case Answer.Go(Buffer reply) -> session.writePacket(reply);
            case Answer.Proven(Grant grant) -> {
                if (grant.secondFactor().isPresent()) {
                    session.setAttribute(HALF, grant);
                    fail(session, true);
                } else {
                    enter(grant, session);
                }
            }
            case Answer.Confirmed(Grant grant) -> enter(grant, session);
        }
        while (!deciding && !session.isAuthenticated() && !session.isClosing() && !waiting.isEmpty()) {
            Buffer next = waiting.remove();
            int message = next.getUByte();
            look(message, next);
            super.process(message, next);
        }
    }

    /** A client may ask for this service again, and so leave this one behind. */
    private boolean isCurrent(ServerSession session) {
        return session.getService(Service.class) == this;
    }

    private void enter(Grant grant, ServerSession session) throws Exception {
        forget();
        Optional<String> crowd = gate.enter(grant, session);
        if (crowd.isPresent()) {
            session.disconnect(SshConstants.SSH2_DISCONNECT_TOO_MANY_CONNECTIONS, crowd.get());
            return;
        }
        handleAuthenticationSuccess(SshConstants.SSH_MSG_USERAUTH_REQUEST, new ByteArrayBuffer());
    }

    @Override
    public synchronized void process(int message, Buffer buffer) throws Exception {
        boolean ours = message == SshConstants.SSH_MSG_USERAUTH_REQUEST
                || message == SshConstants.SSH_MSG_USERAUTH_INFO_RESPONSE;
        if (!ours) {
            throw new SshException(
                    SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR, "Nothing but a login is expected at this point");
        }
        if (!deciding) {
            look(message, buffer);
            super.process(message, buffer);
            return;
        }
        int bytes = waiting.stream().mapToInt(Buffer::available).sum() + buffer.available();
        if (waiting.size() == MOST_WAITING || bytes > MOST_BYTES_WAITING) {
            throw new SshException(
                    SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR, "Too many requests at once before the login");
        }
        Buffer copy = new ByteArrayBuffer(buffer.available() + 1);
        copy.putByte((byte) message);
        copy.putRawBytes(buffer.getCompactData());
        waiting.add(copy);
    }

    /** Remembers what is asked, for the record of a refusal. A malformed request never comes as far as this. */
    private void look(int message, Buffer buffer) {
        if (message != SshConstants.SSH_MSG_USERAUTH_REQUEST) {
            return;
        }
        int start = buffer.rpos();
        login = buffer.getString();
        buffer.getString();
        method = buffer.getString();
        buffer.rpos(start);
    }

    /** Called where no key was looked at: what {@link KeyGate} refuses is on record already. */
    @Override
    protected void handleAuthenticationFailure(int message, Buffer buffer) throws Exception {
        if (!method.equals("none")) {
            gate.refuseMethod(login, method, getServerSession());
        }
        fail(getServerSession(), false);
    }

    /** Says which methods can go on, and nothing else: the same bytes whatever the reason. */
    private void fail(ServerSession session, boolean partially) throws IOException {
        if (!partially && session instanceof GuardedSession guarded && !guarded.mayFail(method)) {
            waiting.clear();
            return;
        }
        String methods = half().isPresent() ? CodeLogin.NAME : KeyLogin.NAME;
        Buffer failure = session.createBuffer(SshConstants.SSH_MSG_USERAUTH_FAILURE, methods.length() + Long.BYTES);
        failure.putString(methods);
        failure.putBoolean(partially);
        session.writePacket(failure);
    }
}
