package io.hatchway.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Logins that come when they come, whether or not the ones before are done: a login's time runs from the moment it was
 * due, so that a server which falls behind cannot hide it.
 */
final class LoginRate implements Measure {
    /** Logins under way at once; one that comes on top is counted as failed, for the machine's sake. */
    private static final int AT_ONCE = 600;

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLIS_PER_SECOND = 1e3;

    @Override
    public String name() {
        return "login-rate";
    }

    @Override
    public List<Line> run(Lab lab) throws IOException, InterruptedException {
        var options = lab.options();
        Client client = options.minaLogins() ? lab.mina() : lab.openSsh();
        lab.startWarm();
        var ours = load(lab, client, lab.hatchway());
        var theirs = load(lab, client, lab.bridge());
        var what = "%d logins/s for %d s".formatted(options.rate(), options.seconds());
        var note = "by %s, timed from when each was due; a login due while %d were under way counts as failed"
                .formatted(client.name(), AT_ONCE);
        return List.of(
                Line.againstBridge(
                        what + ": failed",
                        Unit.COUNT,
                        Sample.single(ours.failures().size()),
                        Sample.single(theirs.failures().size()),
                        new Goal.AtMost(0),
                        note + ours.describe(lab.hatchway()) + theirs.describe(lab.bridge())),
                percentile("p50", 0.5, ours, theirs),
                percentile("p99", 0.99, ours, theirs));
    }

    private static Line percentile(String name, double share, Load ours, Load theirs) {
        return Line.againstBridge(
                "  its " + name,
                Unit.MILLISECONDS,
                Sample.percentile(ours.millis(), share),
                Sample.percentile(theirs.millis(), share),
                new Goal.Reported(),
                "");
    }

    /**
     * How one side fared.
     *
     * @param millis of those that succeeded
     * @param failures one sentence each
     * @param seconds until the last had ended
     * @param busyPercent of all processors' time in these seconds, the clients' and the engine's work included
     */
    private record Load(List<Double> millis, List<String> failures, double seconds, double busyPercent) {
        String describe(Side side) {
            var first = failures.isEmpty() ? "" : ", the first to fail: " + failures.getFirst();
            return String.format(
                    Locale.ROOT,
                    "; %s ended %.1f/s with the processors %.0f %% busy%s",
                    side.name(),
                    (millis.size() + failures.size()) / seconds,
                    busyPercent,
                    first);
        }
    }

    private static Load load(Lab lab, Client client, Side side) throws IOException, InterruptedException {
        var options = lab.options();
        Queue<Double> millis = new ConcurrentLinkedQueue<>();
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        var room = new Semaphore(AT_ONCE);
        var processors = Processors.now();
        long start = System.nanoTime();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < options.rate() * options.seconds(); i++) {
                long due = start + (long) (i * NANOS_PER_SECOND / options.rate());
                TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                if (!room.tryAcquire()) {
                    failures.add(AT_ONCE + " logins were under way already");
                    continue;
                }
                executor.execute(() -> {
                    try {
                        client.login(side.endpoint());
                        millis.add(Clock.millisSince(due));
                    } catch (IOException e) {
                        failures.add(String.valueOf(e.getMessage()));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } finally {
                        room.release();
                    }
                });
            }
        }
        return new Load(
                new ArrayList<>(millis),
                new ArrayList<>(failures),
                Clock.millisSince(start) / MILLIS_PER_SECOND,
                Processors.now().busyPercentSince(processors));
    }
}
