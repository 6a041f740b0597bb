package io.hatchway.console;

import io.hatchway.audit.AuditEvent;
import io.hatchway.audit.Who;
import io.hatchway.session.Printable;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A line that is run, as the audit log has it. */
record CommandRecord(Context context, List<String> line) {
    private static final Logger LOG = LoggerFactory.getLogger(CommandRecord.class);

    /**
     * Puts a command on record that may change something, before it does: one that ends with a killed gateway is not to
     * leave no trace.
     *
     * @return whether it may go on; where not, why was told
     */
    boolean begin(ConsoleCommand command) throws InterruptedException {
        if (!command.changes()) {
            return true;
        }
        try {
            context.wiring()
                    .watchroom()
                    .ledger()
                    .commit(new AuditEvent.AdminBegun(context.session().id(), Who.of(context.grant()), written()));
            return true;
        } catch (IOException unwritten) {
            LOG.error("session {}: a command was not begun", context.session().id(), unwritten);
            context.complain(
                    "The gateway cannot keep its audit log at the moment, so '" + command.name()
                            + "', which may change something or hand it out, was not begun. 'doctor' may say why.",
                    Codes.DENIED);
            return false;
        }
    }

    /** Says what was run and what came of it. */
    void end(int code) {
        // The arguments are the audit log's alone.
        LOG.info(
                "session {} ran {}: code {}",
                context.session().id(),
                Printable.text(line.isEmpty() ? "nothing" : line.getFirst()),
                code);
        context.wiring()
                .audit()
                .accept(new AuditEvent.AdminCommand(context.session().id(), Who.of(context.grant()), written(), code));
    }

    private String written() {
        return Printable.text(String.join(" ", Secrets.masked(line)));
    }
}
