package io.hatchway.sshd;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.util.Readable;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.server.ServerFactoryManager;
import org.apache.sshd.server.session.ServerSessionImpl;
import org.apache.sshd.server.session.SessionFactory;

/**
 * A connection that reads the client's list of algorithms before it sends its own.
 *
 * <p>The client's order decides (RFC 4253, 7.1), and OpenSSH's puts a slower cipher first. A client that knows AES-GCM
 * is therefore offered nothing else, and one that does not, or was told not to use it, the whole list. A client that
 * waits for us is not kept waiting long.
 */
final class GatewaySession extends GuardedSession {
    private static final long PATIENCE_MILLIS = 1000;
    private static final List<String> PREFERRED = List.of("aes128-gcm@openssh.com", "aes256-gcm@openssh.com");

    private boolean proposed;

    private final HostKeyRotation hostKeys;

    private GatewaySession(
            ServerFactoryManager server, IoSession connection, Visit visit, Limits limits, HostKeyRotation hostKeys)
            throws Exception {
        super(server, connection, visit, limits);
        this.hostKeys = hostKeys;
    }

    /** Makes such connections, of those that may come. */
    static final class Factory extends SessionFactory {
        /** What sshd says, too. */
        private static final byte[] NOT_NOW = "Not allowed at this time\r\n".getBytes(US_ASCII);

        private final Doorkeeper doorkeeper;
        private final HostKeyRotation hostKeys;
        private final Limits limits;

        Factory(ServerFactoryManager server, Doorkeeper doorkeeper, HostKeyRotation hostKeys, Limits limits) {
            super(server);
            this.doorkeeper = doorkeeper;
            this.hostKeys = hostKeys;
            this.limits = limits;
        }

        @Override
        public void sessionCreated(IoSession connection) throws Exception {
            if (!(connection.getRemoteAddress() instanceof InetSocketAddress peer)) {
                connection.close(true);
                return;
            }
            Optional<Visit> visit = doorkeeper.admit(peer);
            if (visit.isEmpty()) {
                connection.writeBuffer(new ByteArrayBuffer(NOT_NOW)).addListener(said -> connection.close(true));
                return;
            }
            connection.setAttribute(Visit.class, visit.get());
            try {
                super.sessionCreated(connection);
            } catch (Exception failed) {
                visit.get().close();
                throw failed;
            }
        }

        /** Who was turned away had no session. */
        @Override
        public void sessionClosed(IoSession connection) throws Exception {
            if (connection.getAttribute(Visit.class) != null) {
                super.sessionClosed(connection);
            }
        }

        /** Nobody listens to who was turned away. */
        @Override
        public void messageReceived(IoSession connection, Readable message) throws Exception {
            if (connection.getAttribute(Visit.class) != null) {
                super.messageReceived(connection, message);
            }
        }

        @Override
        protected ServerSessionImpl doCreateSession(IoSession connection) throws Exception {
            Visit visit = (Visit) connection.getAttribute(Visit.class);
            GatewaySession session = new GatewaySession(getServer(), connection, visit, limits, hostKeys);
            session.expireAfter(limits.loginGrace().toMillis());
            return session;
        }
    }

    @Override
    public IoWriteFuture signalAuthenticationSuccess(String username, String service, Buffer buffer) throws Exception {
        IoWriteFuture sent = super.signalAuthenticationSuccess(username, service, buffer);
        hostKeys.announce(this);
        return sent;
    }

    @Override
    protected byte[] sendKexInit() throws Exception {
        if (isReadyToPropose()) {
            return super.sendKexInit();
        }
        ScheduledFuture<?> unlessTheyDo = getFactoryManager()
                .getScheduledExecutorService()
                .schedule(this::propose, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        addCloseFutureListener(closed -> unlessTheyDo.cancel(false));
        return new byte[0];
    }

    @Override
    protected void receiveKexInit(Map<KexProposalOption, String> proposal, byte[] seed) throws IOException {
        super.receiveKexInit(proposal, seed);
        propose();
    }

    private synchronized boolean isReadyToPropose() {
        return proposed;
    }

    /** Proposes unless that was done. Whoever comes second waits until the proposal is on its way. */
    private synchronized void propose() {
        if (proposed || isClosing()) {
            return;
        }
        proposed = true;
        try {
            super.sendKexInit();
        } catch (InterruptedIOException stopping) {
            Thread.currentThread().interrupt();
        } catch (Exception failed) {
            exceptionCaught(failed);
        }
    }

    @Override
    protected Map<KexProposalOption, String> getKexProposal() throws Exception {
        Map<KexProposalOption, String> proposal = super.getKexProposal();
        prefer(proposal, KexProposalOption.C2SENC);
        prefer(proposal, KexProposalOption.S2CENC);
        return proposal;
    }

    private void prefer(Map<KexProposalOption, String> proposal, KexProposalOption direction) {
        String theirs = getClientKexProposals().get(direction);
        if (theirs == null) {
            return;
        }
        List<String> known = Arrays.asList(theirs.split(","));
        List<String> common = PREFERRED.stream().filter(known::contains).toList();
        if (!common.isEmpty()) {
            proposal.put(direction, String.join(",", common));
        }
    }
}
