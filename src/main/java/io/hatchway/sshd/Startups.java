package io.hatchway.sshd;

import io.hatchway.session.Count;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The connections that have not logged in yet: sshd's random early drop, made fair.
 *
 * <p>sshd turns newcomers away by how many there are in all, so one source that holds many shuts out everybody. Here the
 * question is how many there would be if every source held as many as the newcomer's own: who holds least is turned away
 * last, and with one source alone the two are the same. Never blocks; holds no more entries than {@code full}.
 */
final class Startups {
    private final EntryRules.Startup rules;
    private final RandomGenerator random;
    private final Map<SourceNetwork, Integer> held = new HashMap<>();
    private int total;

    Startups(EntryRules.Startup rules, RandomGenerator random) {
        this.rules = rules;
        this.random = random;
    }

    /** Counts a connection in, or says why not; each that was let in {@linkplain #leave leaves} once. */
    synchronized Optional<String> enter(SourceNetwork source) {
        int own = held.getOrDefault(source, 0);
        if (own >= rules.perSource()) {
            return Optional.of("it has " + Count.of(own, "connection")
                    + " that did not log in yet, and no more are allowed of one source"
                    + " (ssh.per_source_max_startups)");
        }
        if (total >= rules.full()) {
            return Optional.of(
                    Count.of(total, "connection") + " did not log in yet, and no more are allowed (ssh.max_startups)");
        }
        int sources = held.size() + (own == 0 ? 1 : 0);
        if (random.nextInt(100) < dropped(Math.min(total, own * sources))) {
            return Optional.of(Count.of(total, "connection") + " did not log in yet, " + own
                    + " of them from there, so some are turned away (ssh.max_startups)");
        }
        held.merge(source, 1, Integer::sum);
        total++;
        return Optional.empty();
    }

    synchronized void leave(SourceNetwork source) {
        held.computeIfPresent(source, (same, count) -> count == 1 ? null : count - 1);
        total--;
    }

    /** Percent of newcomers to turn away, as sshd computes it. */
    private int dropped(int startups) {
        if (startups < rules.start()) {
            return 0;
        }
        if (startups >= rules.full() || rules.rate() == 100) {
            return 100;
        }
        return rules.rate() + (100 - rules.rate()) * (startups - rules.start()) / (rules.full() - rules.start());
    }
}
