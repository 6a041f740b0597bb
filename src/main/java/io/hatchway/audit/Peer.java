package io.hatchway.audit;

import io.hatchway.session.Connection;
import java.net.InetSocketAddress;

/**
 * The other end of a connection.
 *
 * @param connection what records call the connection
 * @param source its address and port
 * @param software the client's identification as it sent it; empty before it did
 */
public record Peer(String connection, String source, String software) {
    public static Peer of(Connection connection) {
        return new Peer(connection.id(), text(connection.client()), connection.software());
    }

    /** {@code ADDRESS:PORT}, with brackets around an IPv6 address. Nothing is looked up. */
    public static String text(InetSocketAddress address) {
        String host = address.isUnresolved()
                ? address.getHostString()
                : address.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }
}
