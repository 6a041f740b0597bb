package io.hatchway.sshd;

import io.hatchway.session.Count;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.util.buffer.Buffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds dead clients as sshd's ClientAliveInterval does: asks for a reply inside the encrypted connection, and closes it
 * when too many stay away. Any reply will do, also a refusal.
 */
final class Keepalives implements SessionListener {
    private static final Logger LOG = LoggerFactory.getLogger(Keepalives.class);
    private static final String REQUEST = "keepalive@openssh.com";
    private static final AttributeKey<ScheduledFuture<?>> TIMER = new AttributeKey<>();

    private final Duration interval;
    private final int most;

    /**
     * @param interval between two questions; zero asks never
     * @param most unanswered questions after which the client is taken for dead
     */
    Keepalives(Duration interval, int most) {
        this.interval = interval;
        this.most = most;
    }

    @Override
    public void sessionEvent(Session session, Event event) {
        if (event == Event.Authenticated && interval.isPositive()) {
            AtomicInteger unanswered = new AtomicInteger();
            session.setAttribute(
                    TIMER,
                    session.getFactoryManager()
                            .getScheduledExecutorService()
                            .scheduleWithFixedDelay(
                                    () -> ask(session, unanswered),
                                    interval.toMillis(),
                                    interval.toMillis(),
                                    TimeUnit.MILLISECONDS));
        }
    }

    @Override
    public void sessionClosed(Session session) {
        ScheduledFuture<?> timer = session.getAttribute(TIMER);
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private void ask(Session session, AtomicInteger unanswered) {
        if (unanswered.getAndIncrement() >= most) {
            LOG.info(
                    "the client at {} is taken for dead: {} unanswered (ssh.keepalive_count)",
                    Connections.client(session),
                    Count.of(most, "keepalive"));
            session.close(true);
            return;
        }
        Buffer request = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST, 64);
        request.putString(REQUEST);
        request.putBoolean(true);
        try {
            session.request(request, REQUEST, (reply, buffer) -> unanswered.set(0));
        } catch (IOException closing) {
            LOG.debug("no keepalive to a connection that closes", closing);
        }
    }
}
