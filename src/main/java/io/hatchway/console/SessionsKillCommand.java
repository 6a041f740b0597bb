package io.hatchway.console;

import io.hatchway.audit.AuditEvent;
import io.hatchway.session.Ending;
import io.hatchway.session.Printable;
import io.hatchway.session.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ends sessions. */
@Command(name = "kill", description = "End sessions with everything they started.")
final class SessionsKillCommand extends ConsoleCommand {
    private static final Logger LOG = LoggerFactory.getLogger(SessionsKillCommand.class);
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final Duration LOOK = Duration.ofMillis(50);

    @Parameters(paramLabel = "SESSION", arity = "1..*", description = "Ids, or the first digits of them.")
    private List<String> ids = List.of();

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "Why: told to whoever is there, and kept in both logs.")
    private Optional<String> reason = Optional.empty();

    @Mixin
    private Agreement agreement = new Agreement();

    SessionsKillCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() throws Exception {
        SessionSelection selection = new SessionSelection(context(), name());
        List<Session> chosen = new ArrayList<>();
        for (String id : ids) {
            Session session = selection.oneToTouch(id);
            if (session == context().session()) {
                throw CommandException.usage("Session " + session.id() + " is this one. 'exit' ends it.");
            }
            if (!chosen.contains(session)) {
                chosen.add(session);
            }
        }
        String who = chosen.stream().map(SessionsKillCommand::title).collect(Collectors.joining(", "));
        agreement.ask(
                this,
                "This ends " + (chosen.size() == 1 ? "the session of " : "the sessions of ") + who
                        + " and what runs in it.",
                chosen.size() == 1 ? chosen.getFirst().grant().target().login() : "yes");
        chosen.forEach(this::end);
        long until = System.nanoTime() + PATIENCE.toNanos();
        Deeds deeds = deeds();
        for (Session session : chosen) {
            deeds.attempt(new Deeds.Thing("session", session.id()), () -> {
                awaitEnd(session, until);
                return new Deeds.Done("ended");
            });
        }
        return deeds.code();
    }

    private static String title(Session session) {
        return Printable.text(session.grant().identity().name() + " in "
                + session.grant().target().login());
    }

    private void end(Session session) {
        LOG.warn(
                "session {} is ended by {} in session {}: {}",
                session.id(),
                context().grant().identity(),
                context().session().id(),
                Printable.text(reason.orElse("no reason was given")));
        context()
                .wiring()
                .audit()
                .accept(new AuditEvent.SessionKilled(
                        context().session().id(),
                        session.id(),
                        context().grant().identity().name(),
                        reason));
        if (reason.isPresent() && session.request().pty().isPresent()) {
            session.say(SessionsMessageCommand.sentence(context(), reason.get()));
        }
        session.end(Ending.KILLED);
    }

    private void awaitEnd(Session session, long until) throws CommandException, InterruptedException {
        while (context().wiring().watchroom().running().get().contains(session)) {
            if (System.nanoTime() - until > 0) {
                throw CommandException.failed(
                        "It was told to end, and has not yet. 'sessions' says whether it is there.");
            }
            Thread.sleep(LOOK);
        }
    }
}
