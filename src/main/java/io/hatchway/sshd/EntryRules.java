package io.hatchway.sshd;

import io.hatchway.access.SourceAddresses;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Who may connect, before anything is known but an address.
 *
 * @param connections at once, logged in or not
 * @param perIdentity connections of one identity that have logged in
 * @param startups connections that have not logged in
 * @param bits4 of an IPv4 address that make one source
 * @param bits6 of an IPv6 address that make one source
 * @param penalties how long a source is kept out for what it did
 * @param proxies peers that name the client in a PROXY protocol header
 */
public record EntryRules(
        int connections,
        int perIdentity,
        Startup startups,
        int bits4,
        int bits6,
        Penalty penalties,
        List<SourceAddresses> proxies) {

    public EntryRules {
        proxies = List.copyOf(proxies);
    }

    /**
     * sshd_config(5)'s MaxStartups and PerSourceMaxStartups.
     *
     * @param start connections let in without a question
     * @param rate percent turned away at {@code start}, rising to all at {@code full}
     * @param full connections at most
     * @param perSource connections of one source at most
     */
    public record Startup(int start, int rate, int full, int perSource) {}

    /**
     * sshd_config(5)'s PerSourcePenalties.
     *
     * @param times for each offence; they add up. Empty: no penalties at all
     * @param max what they add up to at most
     * @param min what they must exceed before the source is refused
     * @param sources4 IPv4 sources remembered at once
     * @param sources6 IPv6 sources remembered at once
     * @param denyAll4 whether nobody is let in over IPv4 while so many are remembered
     * @param denyAll6 the same for IPv6
     * @param exempt who is never kept out
     */
    public record Penalty(
            Map<Offence, Duration> times,
            Duration max,
            Duration min,
            int sources4,
            int sources6,
            boolean denyAll4,
            boolean denyAll6,
            List<SourceAddresses> exempt) {
        public Penalty {
            times = Map.copyOf(times);
            exempt = List.copyOf(exempt);
        }
    }

    boolean isProxy(InetAddress peer) {
        return contains(proxies, peer);
    }

    SourceNetwork network(InetAddress address) {
        return SourceNetwork.of(address, bits4, bits6);
    }

    static boolean contains(List<SourceAddresses> networks, InetAddress address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }
}
