package io.hatchway.console;

import io.hatchway.access.CommandAccess;
import io.hatchway.access.Subject;
import io.hatchway.access.Target;
import io.hatchway.keys.KeyPlace;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How far a command about rights goes for a caller. Whoever may run it on everything sees everything; whoever may run all
 * commands on everything changes everything. All others have what concerns exactly one container's login that their grant
 * speaks of by name: else one who may add keys could add one to {@code admin}.
 */
record Reach(CommandAccess access, String command) {

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
        return Target.parse(login)
                .filter(target -> switch (target) {
                    case Target.Console console -> false;
                    case Target.Container(String name, Optional<String> user) ->
                        user.isEmpty()
                                && access.permits(command, new Subject(Set.of(name), Map.of(), Optional.empty(), ""));
                })
                .isPresent();
    }

    /**
     * Refuses what is beyond it.
     *
     * @throws CommandException when it is
     */
    void requireChange(KeyPlace.Opens opens) throws CommandException {
        if (!changes(opens)) {
            throw CommandException.denied(
                    "You may not change that: your grant speaks of single containers, and this opens more.");
        }
    }

    /** Refuses whoever may not run everything. */
    void requireAdmin() throws CommandException {
        if (!access.isUnlimited()) {
            throw CommandException.denied("Only who may run every command on everything may change people and roles.");
        }
    }
}
