package io.hatchway.sshd;

import io.hatchway.session.Count;
import io.hatchway.session.Printable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.kex.KexState;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.BufferException;
import org.apache.sshd.server.ServerFactoryManager;
import org.apache.sshd.server.session.ServerSessionImpl;

/**
 * A connection that holds a client to the protocol where MINA lets it go further than it should: each message is looked
 * at before MINA acts on it, and what a client makes us send is bounded.
 *
 * <p>MINA by itself starts the login grace and the count of attempts anew with every service request, lets a logged-in
 * client replace its connection service and with it the count of its channels, waits for more of a packet whose length
 * is impossible, and queues replies without a bound. A client that breaks a rule here is cut off, and the log says why.
 */
abstract class GuardedSession extends ServerSessionImpl {
    /** Traffic after which a key exchange is due to it. */
    private static final long FAIR_TRAFFIC = 1 << 20;

    private static final String TOO_MANY = "Too many authentication failures";

    private final Visit visit;
    private final LoginTries tries;
    private final int maxRekeys;
    private final Allowance rekeys;
    private final UnreadReplies unread;
    private boolean endedAfterRefusals;

    GuardedSession(ServerFactoryManager server, IoSession connection, Visit visit, Limits limits) throws Exception {
        super(server, connection);
        this.visit = visit;
        unread = new UnreadReplies(connection);
        tries = new LoginTries(limits.authTries());
        maxRekeys = limits.rekeys();
        rekeys = new Allowance(maxRekeys, TimeUnit.MINUTES.toNanos(1), System.nanoTime());
    }

    /** Ends the connection when this much time has gone by without a login, whatever the client does until then. */
    void expireAfter(long millis) {
        ScheduledFuture<?> grace = getFactoryManager()
                .getScheduledExecutorService()
                .schedule(
                        () -> {
                            if (!isAuthenticated()) {
                                cutOff(
                                        Offence.GRACE_EXCEEDED,
                                        "nobody had logged in on it within " + millis + " ms (ssh.login_grace)");
                            }
                        },
                        millis,
                        TimeUnit.MILLISECONDS);
        addCloseFutureListener(closed -> grace.cancel(false));
    }

    private void cutOff(Offence offence, String reason) {
        visit.cutOff(offence, reason);
        close(true);
    }

    /** The same, telling the client, and ending what is being done for it. */
    private SshException refuse(String reason) {
        visit.cutOff(Offence.REFUSE_CONNECTION, reason);
        return new SshException(SshConstants.SSH2_DISCONNECT_BY_APPLICATION, "Refused: " + reason);
    }

    /** Ends a connection that asks again and again for what it is refused, and says so. */
    void endAfterRefusals() {
        if (endedAfterRefusals) {
            return;
        }
        endedAfterRefusals = true;
        String reason = "it made more than " + Refusals.MOST + " requests in a minute that had to be refused";
        visit.cutOff(Offence.REFUSE_CONNECTION, reason);
        try {
            disconnect(SshConstants.SSH2_DISCONNECT_BY_APPLICATION, "Refused: " + reason);
        } catch (IOException gone) {
            close(true);
        }
    }

    /** Counts the connection as an identity's; says why not, where it has too many. */
    Optional<String> settle(String identity) {
        return visit.settle(identity);
    }

    @Override
    protected boolean readIdentification(Buffer buffer) throws Exception {
        if (visit.awaitsProxyHeader() && !readProxyHeader(buffer)) {
            return false;
        }
        String wrong = Identification.wrong(
                Arrays.copyOfRange(buffer.array(), buffer.rpos(), buffer.rpos() + Math.min(buffer.available(), 256)));
        if (!wrong.isEmpty()) {
            cutOff(Offence.REFUSE_CONNECTION, wrong);
            throw new IOException(wrong);
        }
        return super.readIdentification(buffer);
    }

    private boolean readProxyHeader(Buffer buffer) throws IOException {
        int most = Math.min(buffer.available(), 8192);
        return switch (ProxyHeader.parse(Arrays.copyOfRange(buffer.array(), buffer.rpos(), buffer.rpos() + most))) {
            case ProxyHeader.Incomplete incomplete -> false;
            case ProxyHeader.Invalid(String reason) -> {
                cutOff(Offence.REFUSE_CONNECTION, reason);
                throw new IOException(reason);
            }
            case ProxyHeader.Local(int length) ->
                nameClient(buffer, length, getIoSession().getRemoteAddress());
            case ProxyHeader.Proxied(int length, InetSocketAddress client) -> nameClient(buffer, length, client);
        };
    }

    private boolean nameClient(Buffer buffer, int length, SocketAddress client) throws IOException {
        if (!(client instanceof InetSocketAddress address) || !visit.comesFrom(address)) {
            close(true);
            throw new IOException("the client behind a proxy was turned away");
        }
        setClientAddress(address);
        buffer.rpos(buffer.rpos() + length);
        buffer.compact();
        return true;
    }

    /** All our ciphers authenticate a packet before its length could tell anything, so nothing speaks for waiting. */
    @Override
    protected void decode() throws Exception {
        super.decode();
        if (discarding != null) {
            throw refuse("it sent a packet of an impossible length");
        }
    }

    @Override
    protected void doHandleMessage(Buffer buffer) throws Exception {
        guard(buffer.array()[buffer.rpos()] & 0xff, buffer);
        super.doHandleMessage(buffer);
    }

    private void guard(int message, Buffer buffer) throws SshException {
        boolean aboveTransport = message >= SshConstants.SSH_MSG_USERAUTH_REQUEST
                || message == SshConstants.SSH_MSG_SERVICE_REQUEST
                || message == SshConstants.SSH_MSG_SERVICE_ACCEPT;
        KexState exchange = getKexState();
        if (aboveTransport && initialKexDone && (exchange == KexState.RUN || exchange == KexState.KEYS)) {
            throw refuse("it went on talking during a key exchange");
        }
        if (message >= SshConstants.SSH_MSG_GLOBAL_REQUEST && !isAuthenticated()) {
            throw refuse("it opened channels or made requests before it had logged in");
        }
        switch (message) {
            case SshConstants.SSH_MSG_SERVICE_REQUEST -> guardService();
            case SshConstants.SSH_MSG_USERAUTH_REQUEST -> guardAttempt(buffer);
            case SshConstants.SSH_MSG_KEXINIT -> guardKeyExchange(exchange);
            default -> {
                // the rest is MINA's
            }
        }
    }

    private void guardService() throws SshException {
        if (isAuthenticated() || !tries.mayAskForService()) {
            throw refuse("it asked for a service again and again");
        }
    }

    private void guardAttempt(Buffer buffer) throws SshException {
        if (isAuthenticated()) {
            return;
        }
        if (!tries.mayTry()) {
            visit.cutOff(Offence.AUTHFAIL, tries.reason());
            throw new SshException(SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE, TOO_MANY);
        }
        int start = buffer.rpos();
        try {
            buffer.getByte();
            for (int field = 0; field < 3; field++) {
                buffer.getString();
            }
        } catch (BufferException malformed) {
            throw refuse("it sent a malformed request to log in");
        } finally {
            buffer.rpos(start);
        }
    }

    /**
     * An attempt to log in fails.
     *
     * @param method what it was made with, as the client said
     * @return whether the client may be told so and try again; where not, it is being disconnected
     */
    boolean mayFail(String method) throws IOException {
        if (LoginTries.isOffence(method)) {
            visit.attemptFailed();
        }
        if (tries.mayFail(method)) {
            return true;
        }
        visit.cutOff(Offence.AUTHFAIL, tries.reason());
        disconnect(SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE, TOO_MANY);
        return false;
    }

    private void guardKeyExchange(KexState exchange) throws SshException {
        boolean theyBegin = initialKexDone && exchange == KexState.DONE;
        if (theyBegin && inBytesCount.get() + outBytesCount.get() < FAIR_TRAFFIC && !rekeys.take(System.nanoTime())) {
            throw refuse("it began more than " + Count.of(maxRekeys, "key exchange") + " in a minute (ssh.max_rekeys)");
        }
    }

    @Override
    public IoWriteFuture signalAuthenticationSuccess(String username, String service, Buffer buffer) throws Exception {
        IoWriteFuture sent = super.signalAuthenticationSuccess(username, service, buffer);
        visit.loggedIn();
        return sent;
    }

    @Override
    public IoWriteFuture writePacket(Buffer buffer) throws IOException {
        int message = buffer.array()[buffer.rpos()] & 0xff;
        if (message == SshConstants.SSH_MSG_CHANNEL_DATA || message == SshConstants.SSH_MSG_CHANNEL_EXTENDED_DATA) {
            // Bounded where it is written.
            return super.writePacket(buffer);
        }
        long cost = UnreadReplies.cost(buffer.available());
        waits(cost);
        boolean handedOver = false;
        try {
            IoWriteFuture sent = super.writePacket(buffer);
            sent.addListener(written -> waits(-cost));
            handedOver = true;
            return sent;
        } finally {
            if (!handedOver) {
                waits(-cost);
            }
        }
    }

    private void waits(long more) {
        KexState exchange = getKexState();
        boolean exchanging = exchange == KexState.INIT || exchange == KexState.RUN;
        if (!unread.add(more, exchanging)) {
            cutOff(Offence.REFUSE_CONNECTION, "it asked for too much during a key exchange");
        }
    }

    @Override
    public void exceptionCaught(Throwable thrown) {
        if (!isClosing() && !isOrdinaryEnd(thrown)) {
            boolean ours =
                    thrown instanceof Error || (thrown instanceof RuntimeException fault && !isAboutTheClient(fault));
            String said = String.valueOf(thrown.getMessage());
            visit.cutOff(
                    ours ? Offence.CRASH : Offence.NOAUTH,
                    Printable.text(said.substring(0, Math.min(said.length(), 400))));
        }
        super.exceptionCaught(thrown);
    }

    private static boolean isOrdinaryEnd(Throwable thrown) {
        return thrown instanceof IOException && !(thrown instanceof SshException);
    }

    /** MINA answers a client's mistakes with these. */
    private static boolean isAboutTheClient(RuntimeException thrown) {
        return thrown instanceof IllegalStateException
                || thrown instanceof IllegalArgumentException
                || thrown instanceof BufferException;
    }

    @Override
    protected void preClose() {
        super.preClose();
        visit.close();
    }
}
