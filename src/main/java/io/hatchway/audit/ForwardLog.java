package io.hatchway.audit;

import io.hatchway.session.Forward;
import io.hatchway.session.ForwardRecords;
import io.hatchway.session.UnrecordedException;
import java.io.IOException;
import java.util.Locale;

/** Puts forwards on record, in the audit log. */
public record ForwardLog(AuditLog log) implements ForwardRecords {

    @Override
    public void opened(Forward forward) throws UnrecordedException, InterruptedException {
        try {
            log.commit(new AuditEvent.ForwardOpened(Passage.of(forward)));
        } catch (IOException unwritten) {
            throw new UnrecordedException(
                    "The gateway cannot keep its audit log at the moment, so nothing is forwarded.", unwritten);
        }
    }

    @Override
    public void closed(Forward forward) {
        log.keep(new AuditEvent.ForwardClosed(
                Passage.of(forward),
                forward.bytesToContainer(),
                forward.bytesToClient(),
                forward.ending().map(reason -> reason.name().toLowerCase(Locale.ROOT)),
                forward.age()));
    }
}
