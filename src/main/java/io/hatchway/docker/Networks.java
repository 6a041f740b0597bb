package io.hatchway.docker;

import io.hatchway.container.Container;
import io.hatchway.container.Destination;
import io.hatchway.container.Duplex;
import io.hatchway.container.EngineException;
import io.hatchway.container.Listening;
import io.hatchway.container.UnreachableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ways into containers' networks.
 *
 * <p>A gateway that is root on the engine's host makes its sockets in the container's network, or in its files, itself:
 * nothing is started, and nothing lies between. Any other asks a {@link Relay} for the container: a program run in the
 * container where that has perl, else one in a small container beside it that shares its network or its files. One relay carries all connections of a
 * container, because a program for each would cost tens of milliseconds and 200 of them the engine's patience; it starts with
 * the first connection and ends a while after the last. Names are always resolved by a relay: only there do the
 * container's hosts file and name servers count.
 */
final class Networks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Networks.class);
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(15);
    private static final List<String> LOOPBACK = List.of("127.0.0.1", "::1");

    private final OwnNetworks own;
    private final Relays relays;
    private final Accounts accounts;
    private final boolean sameHost;

    /** @param sameHost whether the engine may be on this host */
    Networks(OwnNetworks own, Relays relays, Accounts accounts, boolean sameHost) {
        this.own = own;
        this.relays = relays;
        this.accounts = accounts;
        this.sameHost = sameHost;
    }

    Duplex dial(Container container, Optional<String> user, Destination place, Predicate<InetAddress> allowed)
            throws UnreachableException, EngineException {
        return switch (place) {
            case Destination.Port port -> dial(container, user, port, allowed);
            case Destination.Socket(String path) -> {
                try {
                    Optional<ContainerSockets> sockets = sockets(container, user);
                    yield sockets.isPresent()
                            ? sockets.get().connect(path)
                            : relays.inside(container, user, relay -> relay.connect(path));
                } catch (EngineException noWay) {
                    throw noWay;
                } catch (IOException failed) {
                    throw unreachable(container, place, failed);
                }
            }
        };
    }

    private Duplex dial(
            Container container, Optional<String> user, Destination.Port place, Predicate<InetAddress> allowed)
            throws UnreachableException, EngineException {
        own.require(container);
        Optional<NetworkNamespace> namespace = namespace(container);
        List<InetAddress> found = addresses(container, user, place);
        List<InetAddress> addresses = found.stream().filter(allowed).toList();
        if (addresses.isEmpty()) {
            throw UnreachableException.forbidden(
                    "You may not forward to " + place + ": it is not of the container's own networks.");
        }
        // Of several failures the first is of the address that was the most likely.
        Optional<IOException> why = Optional.empty();
        for (InetAddress address : addresses) {
            try {
                return namespace.isPresent()
                        ? connect(namespace.get(), address, place.port())
                        : relays.beside(container, user, relay -> relay.connect(address, place.port()));
            } catch (EngineException noWay) {
                throw noWay;
            } catch (IOException failed) {
                LOG.debug("{} of {} does not answer at {}", place, container.name(), address, failed);
                why = Optional.of(why.orElse(failed));
            }
        }
        throw unreachable(container, place, why.orElseThrow());
    }

    /** Listens on the container's loopback, or at a socket in it. */
    Listening listen(Container container, Optional<String> user, Destination place)
            throws UnreachableException, EngineException {
        try {
            return switch (place) {
                case Destination.Socket(String path) -> {
                    Optional<ContainerSockets> sockets = sockets(container, user);
                    yield sockets.isPresent()
                            ? sockets.get().listen(path)
                            : relays.inside(container, user, relay -> relay.listen(path));
                }
                case Destination.Port(String host, int port) -> {
                    own.require(container);
                    Optional<NetworkNamespace> namespace = namespace(container);
                    yield namespace.isPresent()
                            ? listen(namespace.get(), container, user, port)
                            : relays.beside(container, user, relay -> relay.listen(port));
                }
            };
        } catch (EngineException noWay) {
            throw noWay;
        } catch (IOException failed) {
            throw new UnreachableException(
                    "Nothing can listen at " + place + " in the container " + container.name() + ": "
                            + failed.getMessage() + ".",
                    failed);
        }
    }

    private Listening listen(NetworkNamespace namespace, Container container, Optional<String> user, int port)
            throws IOException {
        if (port > 0
                && port < namespace.firstFreePort()
                && accounts.of(container, user).uid() != 0) {
            throw new IOException("Permission denied");
        }
        ServerSocketChannel channel = namespace.make(ServerSocketChannel::open);
        try {
            channel.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
            return new SocketListening(channel, () -> {});
        } catch (IOException | RuntimeException failed) {
            channel.close();
            throw failed;
        }
    }

    private static UnreachableException unreachable(Container container, Destination place, IOException why) {
        return new UnreachableException(
                "Nothing answers at " + place + " in the container " + container.name() + ": " + why.getMessage() + ".",
                why);
    }

    private static Duplex connect(NetworkNamespace namespace, InetAddress address, int port) throws IOException {
        SocketChannel channel = namespace.make(SocketChannel::open);
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.socket().connect(new InetSocketAddress(address, port), (int) CONNECT_PATIENCE.toMillis());
            return new SocketDuplex(channel);
        } catch (IOException | RuntimeException failed) {
            channel.close();
            throw failed;
        }
    }

    /** A container's own network, where it can be entered from here. */
    private Optional<NetworkNamespace> namespace(Container container) throws EngineException {
        Optional<NetworkNamespace> found = sameHost ? NetworkNamespace.of(container) : Optional.empty();
        try {
            if (found.isPresent() && found.get().isOurs()) {
                throw OwnNetworks.refusal(container);
            }
            return found;
        } catch (EngineException refused) {
            throw refused;
        } catch (IOException ended) {
            throw new EngineException(
                    EngineException.Kind.STATE, "The container " + container.name() + " has just ended.", ended);
        }
    }

    private Optional<ContainerSockets> sockets(Container container, Optional<String> user) throws IOException {
        return sameHost ? ContainerSockets.of(container, accounts, user) : Optional.empty();
    }

    private List<InetAddress> addresses(Container container, Optional<String> user, Destination.Port place)
            throws UnreachableException, EngineException {
        if (place.host().equalsIgnoreCase("localhost")) {
            return LOOPBACK.stream().map(InetAddress::ofLiteral).toList();
        }
        try {
            return List.of(InetAddress.ofLiteral(place.host()));
        } catch (IllegalArgumentException name) {
            try {
                return relays.beside(container, user, relay -> relay.resolve(place.host()));
            } catch (EngineException noWay) {
                throw noWay;
            } catch (IOException failed) {
                throw unreachable(container, place, failed);
            }
        }
    }

    @Override
    public void close() {
        relays.close();
    }
}
