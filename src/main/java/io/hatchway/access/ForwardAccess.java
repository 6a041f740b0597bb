package io.hatchway.access;

import java.util.List;
import java.util.stream.Stream;

/**
 * Which forwards somebody may make, where {@link Permission#FORWARD} is granted.
 *
 * @param open where they may lead
 * @param listen where, on the container's own loopback, the container may be given a port that leads back to the client
 * @param byLine whether the key's line says more: what its {@code permitopen=} and {@code permitlisten=} name is granted
 */
public record ForwardAccess(List<Endpoint> open, List<Endpoint> listen, boolean byLine) {
    public static final ForwardAccess NONE = new ForwardAccess(List.of(), List.of(), false);

    /** The container's own loopback. */
    public static final ForwardAccess LOOPBACK = new ForwardAccess(List.of(Endpoint.OWN), List.of(), false);

    /** The container's own loopback, or what the key's line names. */
    public static final ForwardAccess BY_LINE = new ForwardAccess(List.of(Endpoint.OWN), List.of(), true);

    public ForwardAccess {
        open = List.copyOf(open);
        listen = List.copyOf(listen);
    }

    ForwardAccess plus(ForwardAccess other) {
        return new ForwardAccess(both(open, other.open), both(listen, other.listen), byLine || other.byLine);
    }

    private static List<Endpoint> both(List<Endpoint> one, List<Endpoint> other) {
        return Stream.concat(one.stream(), other.stream()).distinct().toList();
    }
}
