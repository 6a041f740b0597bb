package io.hatchway.sshd;

import java.io.IOException;
import jdk.net.ExtendedSocketOptions;
import org.apache.sshd.common.io.nio2.Nio2Session;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acknowledges a client's NEWKEYS at once. OpenSSH's client sends it and its next message apart, with Nagle's algorithm
 * still on: the second waits for the first one's acknowledgement, which a server that has nothing to say would put off
 * for 40 ms, a fifth of a login.
 */
final class PromptAcks implements SessionListener {
    private static final Logger LOG = LoggerFactory.getLogger(PromptAcks.class);

    @Override
    public void sessionEvent(Session session, Event event) {
        if (event == Event.KeyEstablished && session.getIoSession() instanceof Nio2Session connection) {
            try {
                // Not lasting: the kernel sends what it owes, and goes back to its own judgement.
                connection.getSocket().setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
            } catch (IOException | UnsupportedOperationException slowerThen) {
                LOG.debug("acknowledgements cannot be hurried", slowerThen);
            }
        }
    }
}
