package io.hatchway.session;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The socket of a session's agent, where there is one; closing it removes it. */
record AgentSocket(Optional<ReverseListening> listening) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AgentSocket.class);

    /** A session goes on without: an agent is wanted by many configurations that never use it. */
    static AgentSocket of(Session session) {
        try {
            return new AgentSocket(
                    session.agent().isPresent()
                            ? Optional.of(session.agent().get().listen())
                            : Optional.empty());
        } catch (ForwardRefusedException refused) {
            LOG.warn("session {} has no agent: {}", session.id(), refused.sentence());
            if (session.request().pty().isPresent()) {
                session.say("Your agent is not forwarded: " + refused.sentence());
            }
            return new AgentSocket(Optional.empty());
        }
    }

    /** Its path in the container. */
    Optional<String> path() {
        return listening.map(at -> at.place().toString());
    }

    @Override
    public void close() {
        listening.ifPresent(ReverseListening::close);
    }
}
