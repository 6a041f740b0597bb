package io.hatchway.console;

import io.hatchway.access.CommandAccess;
import io.hatchway.access.Subject;
import io.hatchway.access.Target;
import io.hatchway.container.ContainerSummary;
import io.hatchway.container.EngineException;
import io.hatchway.keys.KeyPlace;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a command about rights goes for a caller. Whoever may run it on everything sees everything; whoever may run all
 * commands on everything changes everything. All others have what concerns exactly one container's login that their grant
 * speaks of by name, and that leads to nothing of which anything is denied to them: else one who may add keys could add
 * one to {@code admin}, or get past a denial by the key of another.
 *
 * <p>What the engine has is asked once: it is for one command.
 */
final class Reach {
    private static final Logger LOG = LoggerFactory.getLogger(Reach.class);

    private final Context context;
    private final CommandAccess access;
    private final String command;
    private @Nullable List<Subject> containers;

    Reach(Context context, String command) {
        this.context = context;
        this.access = context.grant().commands();
        this.command = command;
    }

    boolean seesEverything() {
        return access.permitsEverywhere(command);
    }

    boolean sees(KeyPlace.Opens opens) {
        return seesEverything() || isOwn(opens);
    }

    boolean changes(KeyPlace.Opens opens) {
        return access.isUnlimited() || isOwn(opens);
    }

    private boolean isOwn(KeyPlace.Opens opens) {
        return switch (opens) {
            case KeyPlace.Opens.Logins(String pattern) -> isOwn(pattern);
            case KeyPlace.Opens.Persons person -> false;
            case KeyPlace.Opens.Authorities authorities -> false;
        };
    }

    private boolean isOwn(String login) {
        return context.wiring()
                .policy()
                .get()
                .target(login)
                .filter(target -> switch (target) {
                    case Target.Console console -> false;
                    case Target.Container(String name, Optional<String> user) ->
                        user.isEmpty() && access.permitsOpening(command, name, this::leadsTo);
                })
                .isPresent();
    }

    /** Of a service all that there are: which of them a login finds changes with what runs. */
    private List<Subject> leadsTo(String login) {
        List<Subject> all = containers;
        if (all == null) {
            all = everything();
            containers = all;
        }
        return all.stream().filter(each -> each.names().contains(login)).toList();
    }

    private List<Subject> everything() {
        try {
            return context.engine().inventory().containers().stream()
                    .map(ContainerSummary::subject)
                    .toList();
        } catch (EngineException away) {
            LOG.warn(
                    "session {}: which containers logins lead to is not known",
                    context.session().id(),
                    away);
            return List.of();
        }
    }

    /**
     * Refuses what is beyond it.
     *
     * @throws CommandException when it is
     */
    void requireChange(KeyPlace.Opens opens) throws CommandException {
        if (!changes(opens)) {
            throw CommandException.denied(
                    access.denied().isEmpty()
                            ? "You may not change that: your grant must name the container that it opens, and no more may be opened by it."
                            : "You may not change that: your grant must name the container that it opens; or it opens more than that,"
                                    + " or one of which something is denied to you, or which is not there now.");
        }
    }

    /** Refuses whoever may not run everything. */
    void requireAdmin() throws CommandException {
        if (!access.isUnlimited()) {
            throw CommandException.denied("Only who may run every command on everything may change people and roles.");
        }
    }
}
