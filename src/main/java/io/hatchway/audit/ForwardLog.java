package io.hatchway.audit;

import io.hatchway.session.Forward;
import io.hatchway.session.ForwardRecords;
import io.hatchway.session.UnrecordedException;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Locale;

/**
 * Puts forwards on record, in the audit log. The first of a connection to a place is on disk before anything passes; of those
 * that follow, which may be hundreds, none waits for the disk.
 */
public final class ForwardLog implements ForwardRecords {
    private static final int MOST = 4096;

    private final AuditLog log;
    private final LinkedHashSet<Known> known = new LinkedHashSet<>();

    /** A place that a connection forwards to. */
    private record Known(String connection, String destination) {}

    public ForwardLog(AuditLog log) {
        this.log = log;
    }

    @Override
    public void opened(Forward forward) throws UnrecordedException, InterruptedException {
        try {
            Passage passage = Passage.of(forward);
            Known place = new Known(passage.peer().connection(), passage.destination());
            if (has(place)) {
                log.keepWhereThereIsRoom(new AuditEvent.ForwardOpened(passage));
            } else {
                log.commit(new AuditEvent.ForwardOpened(passage));
                add(place);
            }
        } catch (IOException unwritten) {
            throw new UnrecordedException(
                    "The gateway cannot keep its audit log at the moment, so nothing is forwarded.", unwritten);
        }
    }

    private synchronized boolean has(Known place) {
        return known.contains(place);
    }

    private synchronized void add(Known place) {
        known.add(place);
        if (known.size() > MOST) {
            known.removeFirst();
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
