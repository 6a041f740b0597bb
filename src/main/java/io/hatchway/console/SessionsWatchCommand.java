package io.hatchway.console;

import io.hatchway.audit.AuditEvent;
import io.hatchway.container.Size;
import io.hatchway.session.Session;
import io.hatchway.session.Sight;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows what a session's terminal shows. */
@Command(
        name = "watch",
        description =
                "Show what a session's terminal shows from now on, until q or Ctrl-C. Nothing typed here reaches it.")
final class SessionsWatchCommand extends ConsoleCommand {
    private static final long FRAME = 50;

    @Parameters(paramLabel = "SESSION", description = "Its id, or the first digits of it.")
    private String id = "";

    SessionsWatchCommand(Context context) {
        super(context);
    }

    /** It draws on a terminal. */
    @Override
    boolean speaksJson() {
        return false;
    }

    @Override
    public Integer call() throws Exception {
        Session watched = new SessionSelection(context(), name()).one(id);
        Size size = watched.size()
                .orElseThrow(() -> CommandException.failed(
                        "Session " + watched.id() + " has no terminal, so there is nothing to watch. The audit log has"
                                + " what it does: audit list --session " + watched.id()));
        Feed feed = new Feed();
        try (Stage stage = new Stage(context());
                Quit quit = new Quit(context().input().get())) {
            remember(watched);
            try (Sight _ = watched.showTo(context().session(), feed)
                    .orElseThrow(() -> CommandException.failed(
                            "That session shows this one: each would show the other for ever."))) {
                show(watched, new Picture(size), feed, stage, quit);
            }
        }
        if (watched.ending().isPresent() || feed.take(0).ended()) {
            context().say("Session " + watched.id() + " has ended.");
        }
        return Codes.OK;
    }

    /** Before anything is seen. */
    private void remember(Session watched) throws CommandException, InterruptedException {
        try {
            context()
                    .wiring()
                    .watchroom()
                    .ledger()
                    .commit(new AuditEvent.SessionWatched(
                            context().session().id(),
                            watched.id(),
                            context().grant().identity().name()));
        } catch (IOException unwritten) {
            throw CommandException.denied(
                    "The gateway cannot keep its audit log at the moment, so nobody may be watched: " + unwritten
                            + ". 'doctor' may say why.");
        }
    }

    private void show(Session watched, Picture picture, Feed feed, Stage stage, Quit quit) throws InterruptedException {
        String skipped = "";
        boolean ended = false;
        stage.draw(picture, caption(watched));
        while (!ended && !quit.isPressed()) {
            context().flush();
            Feed.Part part = feed.take(100);
            part.size().ifPresent(picture::resize);
            picture.write(part.bytes());
            if (part.skipped()) {
                skipped = " · some output was left out";
            }
            ended = part.ended();
            stage.draw(picture, caption(watched) + skipped);
            context().flush();
            Thread.sleep(FRAME);
        }
    }

    private String caption(Session watched) {
        return io.hatchway.session.Printable.text(watched.grant().identity().name() + " in "
                        + watched.grant().target().login())
                + " · "
                + watched.size().map(size -> size.columns() + "x" + size.rows()).orElse("")
                + " · q ends";
    }
}
