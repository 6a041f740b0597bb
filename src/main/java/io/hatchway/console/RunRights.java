package io.hatchway.console;

import io.hatchway.access.CommandAccess;
import io.hatchway.access.Subject;
import io.hatchway.container.Compose;
import io.hatchway.container.ContainerSummary;
import io.hatchway.container.EngineException;
import io.hatchway.container.ImageSummary;
import io.hatchway.container.Inventory;
import io.hatchway.container.NetworkSummary;
import io.hatchway.container.OneOff;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What somebody may give a one-off container who is not root on the host anyway.
 *
 * <p>A container can be given the host: its folders, its network, the engine's socket. It can be given what is other
 * people's: their volumes, their networks, a running container's network. And it can pass for theirs, by its name or by
 * the labels its image brings. So whoever may not run everything on everything gives it nothing but what the grant
 * covers.
 *
 * @param command by whose grant
 */
record RunRights(Context context, String command) {
    private static final int MOST = 32;

    /**
     * Whether the caller is held to anything here. Who is denied something anywhere is: a container given the host would
     * get round it.
     */
    boolean areLimited() {
        return !commands().isUnlimited() || !commands().denied().isEmpty();
    }

    private boolean permits(Subject subject) {
        return commands().permits(command, subject);
    }

    private CommandAccess commands() {
        return context.grant().commands();
    }

    /**
     * Checks all that a container would be given. What the gateway keeps is nobody's to give.
     *
     * @param chosen whether the caller chose its name
     * @throws CommandException when something of it is not the caller's to give
     */
    void check(ImageSummary image, OneOff wish, boolean chosen) throws CommandException, EngineException {
        for (OneOff.Mount mount : wish.where().mounts()) {
            notOurs(mount);
        }
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
        long there = inventory().containers().stream()
                .filter(each -> each.labels().containsKey(OneOff.LABEL))
                .filter(each -> permits(each.subject()))
                .count();
        if (there >= MOST) {
            throw refused("have more than " + MOST + " containers made by 'run' at once. Remove some with 'rm'");
        }
    }

    /** Under every name it could be asked for by it has to be the caller's. */
    private void name(ImageSummary image, String name, boolean chosen) throws CommandException {
        Subject made = Compose.subject(name, image.labels(), "");
        boolean everyName = made.names().stream()
                .allMatch(each -> permits(new Subject(Set.of(each), made.labels(), made.project(), "")));
        boolean ownName = !chosen || permits(new Subject(Set.of(name), Map.of(), Optional.empty(), ""));
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
                List<NetworkSummary> mine = inventory().networks().stream()
                        .filter(each -> each.name().equals(name))
                        .filter(each -> permits(Compose.subject(each.name(), each.labels(), "")))
                        .toList();
                if (mine.isEmpty()) {
                    throw refused("use a network '" + name + "', or there is none. 'networks' lists those you may see");
                }
                for (NetworkSummary each : mine) {
                    shared("the network '" + name + "'", inventory().onNetwork(each));
                }
            }
            case OneOff.Network.Of(String id) -> join(id);
        }
    }

    private Inventory inventory() {
        return context.engine().inventory();
    }

    /** Who shares a container's network hears all of it, and speaks as it. */
    private void join(String id) throws CommandException, EngineException {
        ContainerSummary other = inventory().containers().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> CommandException.unknown("The container whose network it was to share is gone."));
        Optional<String> objection =
                new Entrance(context).granted(other.name()).forwarding().objectionToSharing();
        if (objection.isPresent()) {
            throw CommandException.denied(other.name() + ": " + objection.get());
        }
    }

    /** What several containers have is given by those alone to whom nothing of any of them is denied. */
    private void shared(String what, List<ContainerSummary> others) throws CommandException {
        if (!others.stream().allMatch(each -> commands().permitsWhole(command, each.subject()))) {
            throw refused("use " + what + ": containers have it that are not yours, or of which something is denied to"
                    + " you");
        }
    }

    private void notOurs(OneOff.Mount mount) throws CommandException, EngineException {
        if (mount.source().isPresent()
                && inventory().ownVolumes().contains(mount.source().get())) {
            throw CommandException.denied("You may not use the volume '"
                    + mount.source().get() + "': it is the gateway's own. Look into it on the engine's host.");
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
        Subject volume = inventory().volumes().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .map(each -> Compose.subject(each.name(), each.labels(), ""))
                .orElseGet(() -> new Subject(Set.of(name), Map.of(), Optional.empty(), ""));
        if (!permits(volume)) {
            throw refused("use a volume '" + name + "'. 'volumes' lists those you may see");
        }
        shared("the volume '" + name + "'", inventory().withVolume(name));
    }

    private static CommandException refused(String what) {
        return CommandException.denied("You may not " + what + ". Ask the operator to grant it.");
    }
}
