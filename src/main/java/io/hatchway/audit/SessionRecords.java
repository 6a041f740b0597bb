package io.hatchway.audit;

import io.hatchway.access.Recording;
import io.hatchway.container.Size;
import io.hatchway.files.FileEvent;
import io.hatchway.session.Chronicle;
import io.hatchway.session.Ending;
import io.hatchway.session.Exit;
import io.hatchway.session.Session;
import io.hatchway.session.UnrecordedException;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts sessions on record: in the audit log, and those on a terminal as recordings where that is chosen. */
public final class SessionRecords implements Chronicle {
    private static final Logger LOG = LoggerFactory.getLogger(SessionRecords.class);

    private final AuditLog log;
    private final Recordings recordings;
    private final Function<Session, Recording> choice;

    /** @param choice how a session is recorded whose container is known */
    public SessionRecords(AuditLog log, Recordings recordings, Function<Session, Recording> choice) {
        this.log = log;
        this.recordings = recordings;
        this.choice = choice;
    }

    @Override
    public Entry begin(Session session) throws UnrecordedException, InterruptedException {
        Optional<Tape> tape = tape(session);
        try {
            log.commit(new AuditEvent.SessionStarted(Sitting.of(session), tape.map(Tape::file), false));
            return new OnRecord(session, tape);
        } catch (IOException unwritten) {
            tape.ifPresent(begun -> begun.end(Exit.REFUSED));
            throw new UnrecordedException(
                    "The gateway cannot keep its audit log at the moment, so no session may begin."
                            + " Tell its operator, and log in again later.",
                    unwritten);
        } catch (InterruptedException told) {
            tape.ifPresent(begun -> begun.end(Exit.REFUSED));
            throw told;
        }
    }

    private Optional<Tape> tape(Session session) throws UnrecordedException {
        if (session.request().pty().isEmpty()) {
            return Optional.empty();
        }
        return switch (choice.apply(session)) {
            case OFF -> Optional.empty();
            case BEST_EFFORT -> {
                try {
                    yield Optional.of(new BestEffortTape(session.id(), recordings.make(session)));
                } catch (IOException unwritten) {
                    LOG.warn("session {} goes on without a recording: {}", session.id(), unwritten.toString());
                    yield Optional.empty();
                }
            }
            case STRICT -> {
                try {
                    yield Optional.of(new StrictTape(session, recordings.make(session)));
                } catch (IOException unwritten) {
                    throw new UnrecordedException(
                            "This session must be recorded, and the gateway cannot record it at the moment."
                                    + " Tell its operator, and log in again later.",
                            unwritten);
                }
            }
        };
    }

    @Override
    public Entry beginUnrecorded(Session session) {
        log.note(new AuditEvent.SessionStarted(Sitting.of(session), Optional.empty(), true));
        return new OnRecord(session, Optional.empty());
    }

    @Override
    public void refused(Session session, String reason, Exit exit) {
        int code = exit instanceof Exit.Status(int status, var served) ? status : Exit.FAULT.code();
        String why =
                reason.isEmpty() ? session.ending().map(Ending::name).orElse("").toLowerCase(Locale.ROOT) : reason;
        log.keep(new AuditEvent.SessionRefused(Sitting.of(session), code, why));
    }

    private final class OnRecord implements Entry {
        private final Session session;
        private final Optional<Tape> tape;

        OnRecord(Session session, Optional<Tape> tape) {
            this.session = session;
            this.tape = tape;
        }

        @Override
        public void output(byte[] bytes, int offset, int length) throws IOException {
            if (tape.isPresent()) {
                tape.get().output(bytes, offset, length);
            }
        }

        @Override
        public void resize(Size size) {
            tape.ifPresent(running -> running.resize(size));
        }

        @Override
        public void file(FileEvent event, Optional<String> failure) {
            log.keep(new AuditEvent.FileOperation(Sitting.of(session), event, failure));
        }

        @Override
        public void end(Exit exit) {
            log.keep(new AuditEvent.SessionEnded(
                    Sitting.of(session),
                    session.bytesIn(),
                    session.bytesOut(),
                    exit instanceof Exit.Status(int code, var served) ? Optional.of(code) : Optional.empty(),
                    exit instanceof Exit.Signal(String name, var message) ? Optional.of(name) : Optional.empty(),
                    session.ending().map(reason -> reason.name().toLowerCase(Locale.ROOT)),
                    tape.map(running -> running.end(exit)),
                    session.age()));
        }
    }
}
