package io.hatchway.sshd;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * What sources have to answer for, after sshd_config(5)'s PerSourcePenalties: each offence adds its time to a source's
 * penalty, and while that once exceeded the minimum, the source is refused until it is over. Connections that stand are
 * not touched. Never blocks; remembers a bounded number of sources.
 */
final class Penalties {
    private final EntryRules.Penalty rules;
    private final int bits4;
    private final int bits6;
    private final LongSupplier nanoTime;
    private final long origin;
    private final Table ipv4;
    private final Table ipv6;

    /**
     * @param nanoTime a clock that only goes forward, in nanoseconds
     */
    Penalties(EntryRules rules, LongSupplier nanoTime) {
        this.rules = rules.penalties();
        this.bits4 = rules.bits4();
        this.bits6 = rules.bits6();
        this.nanoTime = nanoTime;
        this.origin = nanoTime.getAsLong();
        ipv4 = new Table(this.rules.sources4(), this.rules.denyAll4());
        ipv6 = new Table(this.rules.sources6(), this.rules.denyAll6());
    }

    /** Why this address is not let in now; empty where it may come. */
    synchronized Optional<String> refusal(InetAddress address) {
        if (isNobody(address)) {
            return Optional.empty();
        }
        SourceNetwork source = SourceNetwork.of(address, bits4, bits6);
        Table table = source.isIpv4() ? ipv4 : ipv6;
        long now = now();
        table.forgetUntil(now);
        if (table.denyAll && table.bySource.size() >= table.most) {
            return Optional.of(
                    "so many sources have a penalty that nobody is let in (ssh.per_source_penalties.overflow)");
        }
        return Optional.ofNullable(table.bySource.get(source))
                .filter(Entry::active)
                .map(entry -> "it is kept out for "
                        + Duration.ofNanos(entry.until - now).toSeconds() + " s more: " + entry.last + " ("
                        + entry.last.setting() + ")");
    }

    /** Holds something against a source; returns how long it is kept out from now on, where it is. */
    synchronized Optional<Duration> penalise(InetAddress address, Offence offence) {
        Duration time = rules.times().getOrDefault(offence, Duration.ZERO);
        if (isNobody(address) || time.isZero()) {
            return Optional.empty();
        }
        SourceNetwork source = SourceNetwork.of(address, bits4, bits6);
        Table table = source.isIpv4() ? ipv4 : ipv6;
        long now = now();
        table.forgetUntil(now);
        Entry before = table.bySource.get(source);
        long from = before == null ? now : before.until;
        long until = Math.min(from + time.toNanos(), now + rules.max().toNanos());
        boolean active =
                (before != null && before.active) || until - now > rules.min().toNanos();
        table.put(new Entry(source, until, active, offence));
        return active ? Optional.of(Duration.ofNanos(until - now)) : Optional.empty();
    }

    /** How many sources are remembered. */
    synchronized int size() {
        return ipv4.bySource.size() + ipv6.bySource.size();
    }

    private boolean isNobody(InetAddress address) {
        return rules.times().isEmpty() || EntryRules.contains(rules.exempt(), address);
    }

    private long now() {
        return nanoTime.getAsLong() - origin;
    }

    private record Entry(SourceNetwork source, long until, boolean active, Offence last) {}

    /** The sources of one address family. */
    private static final class Table {
        private final int most;
        private final boolean denyAll;
        private final Map<SourceNetwork, Entry> bySource = new HashMap<>();
        private final TreeSet<Entry> byEnd =
                new TreeSet<>(Comparator.comparingLong(Entry::until).thenComparing(entry -> entry.source.toString()));

        Table(int most, boolean denyAll) {
            this.most = most;
            this.denyAll = denyAll;
        }

        void put(Entry entry) {
            Entry before = bySource.put(entry.source, entry);
            if (before != null) {
                byEnd.remove(before);
            }
            byEnd.add(entry);
            if (bySource.size() > most) {
                forget(byEnd.first());
            }
        }

        void forgetUntil(long now) {
            while (!byEnd.isEmpty() && byEnd.first().until <= now) {
                forget(byEnd.first());
            }
        }

        private void forget(Entry entry) {
            byEnd.remove(entry);
            bySource.remove(entry.source);
        }
    }
}
