package io.hatchway.access;

import java.net.InetAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which forwards a grant allows: the one place that decides it. Pure.
 *
 * <p>The permission {@code forward} alone opens the container's own loopback. Other places, Unix sockets and ports that
 * listen are opened only by name: of a keys folder's line by {@code permitopen=} and {@code permitlisten=}, of a role by
 * its {@code forward} and {@code listen}. Where a line names places, no others are open. A line that forces a command
 * forwards nothing unless it also says {@code port-forwarding} or names places: whoever forces a command rarely means to
 * leave a way around it.
 *
 * <p>Each answer is an objection, a sentence for the client; empty means yes.
 */
public record Forwarding(Permissions permissions, Restrictions restrictions) {
    private static final String ASK = " Ask the operator for ";

    /** May the container's own {@code host:port}, as the client writes it, be reached? */
    public Optional<String> objectionToPort(String host, int port) {
        return objection(
                restrictions.permitOpen(),
                permissions.forward().open(),
                place -> place.isPort(host, port),
                "You may not forward to " + host + ":" + port + " here." + ASK
                        + "the place (permitopen, or forward of a role).");
    }

    /** May this Unix socket of the container be reached? */
    public Optional<String> objectionToSocket(String path) {
        return objection(
                restrictions.permitOpen(),
                permissions.forward().open(),
                place -> place.isSocket(path),
                "You may not forward to the socket " + path + " here." + ASK
                        + "it by its path (permitopen, or forward of a role).");
    }

    /**
     * May the container be given this port, which leads back to the client?
     *
     * @param port 0 for any
     */
    public Optional<String> objectionToListening(String host, int port) {
        // RFC 4254, 7.1: an empty host is every address there is.
        if (!Endpoint.isLoopback(host)) {
            return Optional.of("Forwards listen on the container's own loopback alone, not on "
                    + (host.isEmpty() ? "all addresses" : host) + ".");
        }
        return objection(
                restrictions.permitListen(),
                permissions.forward().listen(),
                place -> port == 0 ? place.isPort("localhost", 0) : place.isPort("localhost", port),
                "You may not listen on port " + port + " here." + ASK
                        + "the port (permitlisten, or listen of a role).");
    }

    /** May the client's agent be reached from the container? A line says so itself, a role by the permission. */
    public Optional<String> objectionToAgent() {
        boolean byLine = permissions.forward().byLine() && restrictions.agentForwarding() == Flag.GRANTED;
        boolean forced = restrictions.command().isPresent() && restrictions.agentForwarding() != Flag.GRANTED;
        boolean granted = restrictions.agentForwarding() != Flag.REFUSED
                && !forced
                && (byLine || permissions.has(Permission.AGENT));
        return granted
                ? Optional.empty()
                : Optional.of("You may not use your agent here." + ASK + "agent-forwarding, or the permission agent.");
    }

    /**
     * May all of the container's network be shared? It takes more than any place: programs may be run there and forwards
     * made, and no line holds the key to one command or to some places.
     */
    public Optional<String> objectionToSharing() {
        boolean held = restrictions.command().isPresent()
                || restrictions.forwardsNothing()
                || !restrictions.permitOpen().isEmpty();
        return permissions.has(Permission.EXEC) && permissions.has(Permission.FORWARD) && !held
                ? Optional.empty()
                : Optional.of("You may not share this network." + ASK
                        + "the permissions exec and forward there, by a key that no line holds to less.");
    }

    /** The permissions without those of which the line leaves nothing. */
    Permissions permissionsLeft() {
        Set<Permission> taken = EnumSet.noneOf(Permission.class);
        if (restrictions.forwardsNothing()) {
            taken.add(Permission.FORWARD);
        }
        if (objectionToAgent().isPresent()) {
            taken.add(Permission.AGENT);
        }
        return permissions.without(taken);
    }

    private Optional<String> objection(
            List<Endpoint> byLine, List<Endpoint> byRole, Predicate<Endpoint> asked, String sentence) {
        if (!permissions.has(Permission.FORWARD) || restrictions.forwardsNothing()) {
            return Optional.of("You may not forward anything here." + ASK + "the permission forward.");
        }
        boolean namedByLine = byLine.stream().anyMatch(asked);
        boolean granted = (namedByLine && permissions.forward().byLine())
                || byRole.stream().anyMatch(asked);
        return granted && (byLine.isEmpty() || namedByLine) ? Optional.empty() : Optional.of(sentence);
    }

    /**
     * Whether an address that a permitted name leads to is out of bounds all the same: what a cloud tells its machines
     * about themselves, other networks of the link, and the gateway itself.
     *
     * @param gateway the addresses of the gateway's own network interfaces, but its loopback, which no container sees
     */
    public static boolean isOutOfBounds(InetAddress address, Set<InetAddress> gateway) {
        return !address.isLoopbackAddress()
                && (address.isLinkLocalAddress()
                        || address.isAnyLocalAddress()
                        || address.isMulticastAddress()
                        || isMetadata(address)
                        || gateway.contains(address));
    }

    /** Amazon's has an address of its own in IPv6; everybody else's is of the link. */
    private static boolean isMetadata(InetAddress address) {
        return address.getHostAddress().replaceFirst("%.*", "").equals("fd00:ec2:0:0:0:0:0:254");
    }
}
