package io.hatchway.session;

import java.net.InetSocketAddress;

/**
 * The connection a session came over.
 *
 * @param id what records call it; no two connections share one
 * @param channel the number of the session's channel on it
 * @param client where it comes from
 * @param server where it arrived
 * @param software the client's identification as it sent it; nobody has looked at it yet
 */
public record Connection(
        String id, long channel, InetSocketAddress client, InetSocketAddress server, String software) {}
