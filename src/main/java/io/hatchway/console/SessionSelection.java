package io.hatchway.console;

import io.hatchway.access.Attempt;
import io.hatchway.access.CommandAccess;
import io.hatchway.access.Decision;
import io.hatchway.access.Target;
import io.hatchway.session.Session;
import java.time.Instant;
import java.util.List;

/**
 * Finds sessions by their ids, among those the caller may know of: those in containers the command may touch, and for
 * whoever may do everything those on consoles too.
 *
 * @param command by whose grant
 */
record SessionSelection(Context context, String command) {
    private static final int SHORTEST_ID = 6;

    /** All that may be seen. */
    List<Session> all() {
        return context.wiring().watchroom().running().get().stream()
                .filter(this::maySee)
                .toList();
    }

    /** Those that may be written to and ended: an administrator's are for another alone. */
    List<Session> touchable() {
        return all().stream().filter(this::mayTouch).toList();
    }

    /**
     * The one whose id begins so.
     *
     * @throws CommandException when there is none, or several
     */
    Session one(String id) throws CommandException {
        List<Session> found = id.length() < SHORTEST_ID
                ? List.of()
                : all().stream().filter(each -> each.id().startsWith(id)).toList();
        if (found.isEmpty()) {
            throw CommandException.unknown("There is no session '" + id
                    + "'. 'sessions list' has those you may see; of an id its first " + SHORTEST_ID
                    + " digits are enough.");
        }
        if (found.size() > 1) {
            throw CommandException.failed(
                    "'" + id + "' means " + found.size() + " sessions. Give more digits of the id.");
        }
        return found.getFirst();
    }

    /** The same, where it is to be written to or ended. */
    Session oneToTouch(String id) throws CommandException {
        Session session = one(id);
        if (!mayTouch(session)) {
            throw CommandException.denied("Session " + session.id()
                    + " is an administrator's: only another administrator may do this to it.");
        }
        return session;
    }

    private boolean maySee(Session session) {
        CommandAccess commands = context.grant().commands();
        return session.container()
                .map(container -> commands.permits(command, container.subject()))
                .orElse(commands.isUnlimited());
    }

    private boolean mayTouch(Session session) {
        return context.grant().commands().isUnlimited() || !isAdministrators(session);
    }

    private boolean isAdministrators(Session session) {
        Attempt attempt = new Attempt(
                Target.CONSOLE, session.grant().credential(), session.grant().source(), Instant.now());
        return context.wiring().policy().get().decide(attempt, context.engine().containers()::lookup)
                        instanceof Decision.Allowed(var grant)
                && grant.commands().isUnlimited();
    }

    /** What it does, in a word. */
    static String activity(Session session) {
        boolean console = session.grant().target() instanceof Target.Console;
        return switch (session.request()) {
            case io.hatchway.session.Request.Shell shell -> console ? "console" : "shell";
            case io.hatchway.session.Request.Exec exec -> console ? "command" : "exec";
            case io.hatchway.session.Request.Subsystem(String name, var pty) -> name;
        };
    }
}
