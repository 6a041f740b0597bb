package io.hatchway.console;

import io.hatchway.audit.AuditEvent;
import io.hatchway.session.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the console is lent to look after the gateway itself.
 *
 * @param running the sessions that have begun and not ended
 * @param ledger puts events on disk
 * @param state the gateway's state folder, where recordings and the audit log are
 * @param checkup looks for what is wrong with the gateway; may block for a moment
 */
public record Watchroom(Supplier<List<Session>> running, Ledger ledger, Path state, Supplier<List<Finding>> checkup) {

    /** What has to be written down before it is done. */
    @FunctionalInterface
    public interface Ledger {
        /** Returns when the event is on disk; throws when it is not, and what it is about must not be done. */
        void commit(AuditEvent event) throws IOException, InterruptedException;
    }
}
