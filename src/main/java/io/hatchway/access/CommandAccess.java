package io.hatchway.access;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Which commands of the console, over which containers. */
public record CommandAccess(List<Clause.Allow> allowed, List<Clause.Deny> denied, Optional<RestrictedConsole> ceiling) {
    /** None. */
    public static final CommandAccess NONE = new CommandAccess(List.of(), List.of(), Optional.empty());

    /** What a line of the keys folder offers. */
    static final List<Clause.Allow> EVERYTHING =
            List.of(new Clause.Allow(Scope.ALL, Permissions.ALL, List.of("*"), List.of("*")));

    public CommandAccess {
        allowed = List.copyOf(allowed);
        denied = List.copyOf(denied);
    }

    /**
     * Whether a command may be run at all; on which containers, {@link #permits(String, Subject)} says.
     *
     * @param command its name; of a family's member with the family's before it, as it is typed
     */
    public boolean permits(String command) {
        return ceiling.map(most -> hasCommand(most, command)).orElse(true)
                && allowed.stream().anyMatch(clause -> clause.hasCommand(command))
                && denied.stream().noneMatch(clause -> clause.scope().isAll() && clause.hasCommand(command));
    }

    /** Whether a command may be run on a container. */
    public boolean permits(String command, Subject container) {
        return ceiling.map(most -> hasCommand(most, command) && most.scope().contains(container))
                        .orElse(true)
                && allowed.stream()
                        .anyMatch(clause ->
                                clause.hasCommand(command) && clause.scope().contains(container))
                && denied.stream()
                        .noneMatch(clause ->
                                clause.hasCommand(command) && clause.scope().contains(container));
    }

    /**
     * Whether a command may be run on a container of which nothing else is denied, either: asked by what hands out the
     * whole of it, such as its login or what it keeps.
     */
    public boolean permitsWhole(String command, Subject container) {
        return permits(command, container)
                && denied.stream().noneMatch(clause -> clause.scope().contains(container));
    }

    /**
     * Whether a command may decide who opens a container's login. Where anything is denied at all, of a login that leads
     * to nobody knows what it could lead to the denied.
     *
     * @param leadsTo every container that a login could lead to; asked where it matters alone, may block
     */
    public boolean permitsOpening(String command, String login, Function<String, List<Subject>> leadsTo) {
        if (!permits(command, new Subject(Set.of(login), Map.of(), Optional.empty(), ""))) {
            return false;
        }
        if (denied.isEmpty()) {
            return true;
        }
        List<Subject> containers = leadsTo.apply(login);
        return !containers.isEmpty() && containers.stream().allMatch(each -> permitsWhole(command, each));
    }

    /**
     * Whether no less of a command is granted than was before: what allowed it still does, over as much, and nothing is
     * denied that was not. What changed is taken for less where that cannot be told.
     */
    public boolean keeps(String command, CommandAccess before) {
        return (isUnlimited() || !before.isUnlimited())
                && before.denied.containsAll(denied)
                && before.allowed.stream()
                        .filter(then -> then.hasCommand(command))
                        .allMatch(then -> allowed.stream()
                                .anyMatch(now -> now.hasCommand(command) && covers(now.scope(), then.scope())))
                && ceiling.map(now -> hasCommand(now, command)
                                && before.ceiling
                                        .filter(then -> covers(now.scope(), then.scope()))
                                        .isPresent())
                        .orElse(true);
    }

    private static boolean covers(Scope now, Scope then) {
        return now.isAll() || now.equals(then);
    }

    /** Whether a command may be run on all containers there are and will be, and on what belongs to none. */
    public boolean permitsEverywhere(String command) {
        return ceiling.map(most -> hasCommand(most, command) && most.scope().isAll())
                        .orElse(true)
                && allowed.stream().anyMatch(clause -> clause.scope().isAll() && clause.hasCommand(command))
                && denied.stream().noneMatch(clause -> clause.hasCommand(command));
    }

    /** Whether everything may be run on everything: who may do that may as well be root on the engine's host. */
    public boolean isUnlimited() {
        return ceiling.isEmpty()
                && denied.stream().allMatch(clause -> clause.commands().isEmpty())
                && allowed.stream()
                        .anyMatch(clause ->
                                clause.scope().isAll() && clause.commands().contains("*"));
    }

    /**
     * Whether nothing is left of what is allowed. No list of commands is known here, so what several denials take away
     * only together counts as left.
     */
    boolean isEmpty() {
        return allowed.stream().flatMap(clause -> clause.commands().stream()).noneMatch(this::leavesSomeOf);
    }

    private boolean leavesSomeOf(String pattern) {
        List<String> most = ceiling.map(RestrictedConsole::commands).orElse(List.of(pattern));
        return !isDeniedAllOf(pattern)
                && most.stream().anyMatch(each -> CommandPattern.meet(each, pattern) && !isDeniedAllOf(each));
    }

    private boolean isDeniedAllOf(String pattern) {
        return denied.stream()
                .filter(clause -> clause.scope().isAll())
                .flatMap(clause -> clause.commands().stream())
                .anyMatch(taken -> CommandPattern.covers(taken, pattern));
    }

    private static boolean hasCommand(RestrictedConsole console, String command) {
        return console.commands().stream().anyMatch(pattern -> CommandPattern.matches(pattern, command));
    }
}
