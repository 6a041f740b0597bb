package io.hatchway.sshd;

import io.hatchway.audit.AuditEvent;
import io.hatchway.audit.Who;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.sshd.common.session.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is refused to one channel of a connection: said, put on record, and counted against the connection. */
record ChannelRefusals(Session connection, long channel, Consumer<AuditEvent> audit) {
    private static final Logger LOG = LoggerFactory.getLogger("io.hatchway.sshd.Channel");

    /** Nothing makes a client stop asking, so the connection ends when it does not. */
    void count(Optional<String> command, String reason) {
        if (connection.isClosing()) {
            return;
        }
        say(command, reason);
        if (!Refusals.of(connection).areBearable() && connection instanceof GuardedSession guarded) {
            guarded.endAfterRefusals();
        }
    }

    /** Says it, and counts nothing. */
    void say(Optional<String> command, String reason) {
        Refusals.of(connection).say(reason).ifPresent(before -> {
            String all = before == 0 ? reason : reason + "; so were " + before + " since this was last said";
            LOG.warn("connection {}: a channel or its request was refused: {}", Connections.id(connection), all);
            audit.accept(new AuditEvent.ChannelRefused(
                    Connections.peer(connection), KeyGate.grant(connection).map(Who::of), channel, command, all));
        });
    }
}
