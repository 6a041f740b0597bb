package io.hatchway.sshd;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.kex.KexProposalOption;
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
final class GatewaySession extends ServerSessionImpl {
    private static final long PATIENCE_MILLIS = 1000;
    private static final List<String> PREFERRED = List.of("aes128-gcm@openssh.com", "aes256-gcm@openssh.com");

    private boolean proposed;

    GatewaySession(ServerFactoryManager server, IoSession connection) throws Exception {
        super(server, connection);
    }

    /** Makes such connections. */
    static final class Factory extends SessionFactory {
        Factory(ServerFactoryManager server) {
            super(server);
        }

        @Override
        protected ServerSessionImpl doCreateSession(IoSession connection) throws Exception {
            return new GatewaySession(getServer(), connection);
        }
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
