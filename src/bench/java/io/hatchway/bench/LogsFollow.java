package io.hatchway.bench;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * A container that prints 100,000 lines a second, followed at the console: what it costs, whether Ctrl-C is heard, and how
 * much of it arrives. More than {@code docker logs -f} beside the engine gets nobody can pass on; that goes first.
 */
final class LogsFollow implements Measure {
    private static final String FLOOD =
            "while :; do yes 'a line of a log that is about as long as lines are, 0123456789'"
                    + " | head -n 10000; usleep 60000; done";
    private static final double MOST_MILLIS = 1000;
    private static final double MOST_GROWTH_KIB = 64 * 1024;
    private static final int WARM_SECONDS = 4;

    @Override
    public String name() {
        return "logs-follow";
    }

    @Override
    public List<Line> run(Lab lab) throws IOException, InterruptedException {
        int seconds = Math.max(3, lab.options().seconds() / 10);
        var name = lab.container() + "-flood";
        lab.hatchway().start();
        try {
            Programs.run(
                    "docker",
                    "run",
                    "--detach",
                    "--pull=never",
                    "--network=none",
                    "--log-opt=max-size=50m",
                    "--name=" + name,
                    lab.options().image(),
                    "sh",
                    "-c",
                    FLOOD);
            return follow(lab, name, seconds, docker(lab, name, seconds));
        } finally {
            Programs.run("docker", "rm", "--force", name);
        }
    }

    /** How many lines a second docker's own client gets. */
    private static double docker(Lab lab, String name, int seconds) throws IOException, InterruptedException {
        var client = lab.start(new ProcessBuilder("docker", "logs", "--follow", "--tail", "0", name));
        var lines = new LongAdder();
        var reader = Thread.ofPlatform().start(() -> count(client, lines));
        try {
            TimeUnit.SECONDS.sleep(1);
            long before = lines.sum();
            long start = System.nanoTime();
            TimeUnit.SECONDS.sleep(seconds);
            return (lines.sum() - before) / Clock.millisSince(start) * 1000;
        } finally {
            client.destroy();
            reader.join();
        }
    }

    private static void count(Process client, LongAdder lines) {
        byte[] buffer = new byte[64 * 1024];
        try (InputStream out = client.getInputStream()) {
            for (int count; (count = out.read(buffer)) >= 0; ) {
                for (int at = 0; at < count; at++) {
                    if (buffer[at] == '\n') {
                        lines.increment();
                    }
                }
            }
        } catch (IOException over) {
            // it was stopped
        }
    }

    private static List<Line> follow(Lab lab, String name, int seconds, double docker)
            throws IOException, InterruptedException {
        try (var console = Prompted.open(lab.mina(), lab.hatchway().console())) {
            console.type("logs -f --tail 0 " + name + "\r");
            TimeUnit.SECONDS.sleep(WARM_SECONDS);
            long linesBefore = console.lines();
            double before = Proc.pssKib(lab.hatchway().pids());
            double most = before;
            long start = System.nanoTime();
            for (int second = 0; second < seconds; second++) {
                TimeUnit.SECONDS.sleep(1);
                most = Math.max(most, Proc.pssKib(lab.hatchway().pids()));
            }
            double rate = (console.lines() - linesBefore) / Clock.millisSince(start) * 1000;
            double heard = Clock.millis(() -> {
                console.type("\003");
                console.awaitPrompt();
            });
            return List.of(
                    Line.alone(
                            "a flooding log: Ctrl-C to prompt",
                            Unit.MILLISECONDS,
                            Sample.single(heard),
                            new Goal.AtMost(MOST_MILLIS),
                            "after " + seconds + " s of it"),
                    Line.alone(
                            "  the gateway's memory grew by",
                            Unit.KIB,
                            Sample.single(most - before),
                            new Goal.AtMost(MOST_GROWTH_KIB),
                            "most of the samples, one a second, less the one after " + WARM_SECONDS + " s"),
                    new Line(
                            "  lines a second that arrived",
                            Unit.COUNT,
                            Sample.single(rate),
                            Optional.of(new Line.Other("docker logs -f", Sample.single(docker))),
                            new Goal.Reported(),
                            "the container tries 100,000, and the engine's own log is what holds up both; engine,"
                                    + " gateway and client share the processors"));
        }
    }
}
