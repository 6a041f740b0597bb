package io.hatchway.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A container that prints 100,000 lines a second, followed at the console: what it costs, and whether Ctrl-C is heard. */
final class LogsFollow implements Measure {
    private static final String FLOOD =
            "while :; do yes 'a line of a log that is about as long as lines are, 0123456789'"
                    + " | head -n 10000; usleep 60000; done";
    private static final double MOST_MILLIS = 1000;
    private static final double MOST_GROWTH_KIB = 64 * 1024;
    private static final int WARM_SECONDS = 2;

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
            return follow(lab, name, seconds);
        } finally {
            Programs.run("docker", "rm", "--force", name);
        }
    }

    private static List<Line> follow(Lab lab, String name, int seconds) throws IOException, InterruptedException {
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
                    Line.alone(
                            "  lines a second that arrived",
                            Unit.COUNT,
                            Sample.single(rate),
                            new Goal.Reported(),
                            "the container tries 100,000; engine, gateway and client share the processors"));
        }
    }
}
