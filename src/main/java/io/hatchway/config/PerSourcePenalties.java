package io.hatchway.config;

import io.hatchway.access.SourceAddresses;
import java.time.Duration;
import java.util.List;

/**
 * How long a source is kept out, after sshd_config(5)'s PerSourcePenalties. Times add up.
 *
 * @param enabled whether any of this counts
 * @param crash for a connection that made the gateway itself fail
 * @param authfail for one that left after a failed attempt to log in
 * @param noauth for one that left without an attempt
 * @param graceExceeded for one that took longer than the login grace
 * @param refuseConnection for one that was cut off because of what it sent
 * @param max what they add up to at most
 * @param min what they must add up to before anything is refused
 * @param maxSources4 IPv4 sources remembered at once
 * @param maxSources6 IPv6 sources remembered at once
 * @param overflow what happens when as many IPv4 sources are remembered
 * @param overflow6 the same for IPv6
 * @param exempt who is never kept out
 */
public record PerSourcePenalties(
        boolean enabled,
        Duration crash,
        Duration authfail,
        Duration noauth,
        Duration graceExceeded,
        Duration refuseConnection,
        Duration max,
        Duration min,
        int maxSources4,
        int maxSources6,
        Overflow overflow,
        Overflow overflow6,
        List<SourceAddresses> exempt) {

    public PerSourcePenalties {
        exempt = List.copyOf(exempt);
    }

    /** When the table is full. */
    public enum Overflow {
        /** The penalty that would end first is forgotten. */
        PERMISSIVE,
        /** Nobody is let in until a penalty ends, except who is exempt. */
        DENY_ALL
    }
}
