package io.hatchway.console;

import io.hatchway.access.CommandAccess;
import io.hatchway.access.Permission;
import io.hatchway.access.Subject;
import io.hatchway.container.Compose;
import io.hatchway.container.ContainerSummary;
import io.hatchway.container.EngineException;
import io.hatchway.container.ImageSummary;
import io.hatchway.container.Inventory;
import io.hatchway.container.OneOff;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What somebody may give a one-off container who is not root on the host anyway.
 *
 * <p>A container can be given the host: its folders, its network, the engine's socket. It can be given what is other
 * people's: their volumes, their networks, a running container's network. And it can pass for theirs, by its name or by
 * the labels its image brings. So whoever may not run everything on everything gives it nothing but what the grant
 * covers.
 *
 * @param permitted what the caller may {@code run}
 */
record RunRights(Context context, Predicate<Subject> permitted) {
    private static final int MOST = 32;

    /**
     * Whether the caller is held to anything here. Who is denied something anywhere is: a container given the host would
     * get round it.
     */
    boolean areLimited() {
        return !commands().isUnlimited() || !commands().denied().isEmpty();
    }

    private CommandAccess commands() {
        return context.grant().commands();
    }

    /**
     * Checks all that a container would be given.
     *
     * @param chosen whether the caller chose its name
     * @throws CommandException when something of it is not the caller's to give
     */
    void check(ImageSummary image, OneOff wish, boolean chosen) throws CommandException, EngineException {
        if (!areLimited()) {
            return;
        }
        name(image, wish.name(), chosen);
        if (wish.what().folder().isPresent()) {
            throw refused("choose the folder a program starts in: engines have been left through it");
        }
        network(wish.where().network());
        for (OneOff.Mount mount : wish.where().mounts()) {
            mount(mount);
        }
        long there = context.engine().inventory().containers().stream()
                .filter(each -> each.labels().containsKey(OneOff.LABEL))
                .filter(each -> permitted.test(each.subject()))
                .count();
        if (there >= MOST) {
            throw refused("have more than " + MOST + " containers made by 'run' at once. Remove some with 'rm'");
        }
    }

    /** Under every name it could be asked for by it has to be the caller's. */
    private void name(ImageSummary image, String name, boolean chosen) throws CommandException {
        Subject made = Compose.subject(name, image.labels(), "");
        boolean everyName = made.names().stream()
                .allMatch(each -> permitted.test(new Subject(Set.of(each), made.labels(), made.project(), "")));
        boolean ownName = !chosen || permitted.test(new Subject(Set.of(name), Map.of(), Optional.empty(), ""));
        if (!everyName || !ownName) {
            throw refused("make a container named '" + name + "'"
                    + (chosen ? "" : ". Choose a name that your roles speak of, with --name"));
        }
    }

    private void network(OneOff.Network network) throws CommandException, EngineException {
        switch (network) {
            case OneOff.Network.None() -> {}
            case OneOff.Network.Host() -> throw refused("use the host's network");
            case OneOff.Network.Named(String name) -> {
                boolean mine = context.engine().inventory().networks().stream()
                        .filter(each -> each.name().equals(name))
                        .anyMatch(each -> permitted.test(Compose.subject(each.name(), each.labels(), "")));
                if (!mine) {
                    throw refused("use a network '" + name + "', or there is none. 'networks' lists those you may see");
                }
            }
            case OneOff.Network.Of(String id) -> shared(id);
        }
    }

    /** Who shares a container's network hears all of it: that takes as much as running programs in the container. */
    private void shared(String id) throws CommandException, EngineException {
        Inventory inventory = context.engine().inventory();
        List<ContainerSummary> found = inventory.containers().stream()
                .filter(each -> each.id().equals(id))
                .toList();
        for (ContainerSummary other : found) {
            if (!new Entrance(context).granted(other.name()).permissions().has(Permission.EXEC)) {
                throw refused("share the network of '" + other.name() + "': it takes the permission exec there");
            }
        }
    }

    private void mount(OneOff.Mount mount) throws CommandException, EngineException {
        if (mount.isOfHost()) {
            throw refused("give a container folders of the host");
        }
        if (mount.source().isEmpty()) {
            return;
        }
        String name = mount.source().get();
        Subject volume = context.engine().inventory().volumes().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .map(each -> Compose.subject(each.name(), each.labels(), ""))
                .orElseGet(() -> new Subject(Set.of(name), Map.of(), Optional.empty(), ""));
        if (!permitted.test(volume)) {
            throw refused("use a volume '" + name + "'. 'volumes' lists those you may see");
        }
    }

    private static CommandException refused(String what) {
        return CommandException.denied("You may not " + what + ". Ask the operator to grant it.");
    }
}
