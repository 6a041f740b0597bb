package io.hatchway.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From the start of {@code ssh -tt} to the prompt: the console's, against that of a shell in a container. */
final class ConsolePrompt implements Measure {
    private static final double GOAL = 0.7;
    private static final String SHELL_PROMPT = "# ";

    @Override
    public String name() {
        return "console-prompt";
    }

    @Override
    public List<Line> run(Lab lab) throws IOException, InterruptedException {
        lab.startWarm();
        var console = new ArrayList<Double>();
        var shell = new ArrayList<Double>();
        var bridge = new ArrayList<Double>();
        for (int round = -lab.options().warmUps(); round < lab.options().rounds(); round++) {
            double ours = prompt(lab, lab.hatchway().console(), Prompted.PROMPT);
            double within = prompt(lab, lab.hatchway().endpoint(), SHELL_PROMPT);
            double theirs = prompt(lab, lab.bridge().endpoint(), SHELL_PROMPT);
            if (round >= 0) {
                console.add(ours);
                shell.add(within);
                bridge.add(theirs);
            }
        }
        var note = "from the start of ssh -tt, login included, until the prompt has arrived";
        return List.of(
                new Line(
                        "the console's prompt",
                        Unit.MILLISECONDS,
                        Sample.median(console),
                        Optional.of(new Line.Other("a shell's, same gateway", Sample.median(shell))),
                        new Goal.RatioAtMost(GOAL),
                        note),
                Line.againstBridge(
                        "the console's prompt",
                        Unit.MILLISECONDS,
                        Sample.median(console),
                        Sample.median(bridge),
                        new Goal.Reported(),
                        "against a container's shell by sshd and docker exec"));
    }

    private static double prompt(Lab lab, Endpoint endpoint, String prompt) throws IOException, InterruptedException {
        var argv = new ArrayList<>(endpoint.ssh());
        argv.add(1, "-tt");
        long start = System.nanoTime();
        var ssh = lab.start(new ProcessBuilder(argv).redirectErrorStream(true));
        try {
            var seen = new StringBuilder();
            while (seen.indexOf(prompt) < 0) {
                int c = ssh.getInputStream().read();
                if (c < 0) {
                    throw new IOException(
                            "ssh ended before a prompt: " + seen.toString().strip());
                }
                seen.append((char) c);
            }
            return Clock.millisSince(start);
        } finally {
            ssh.destroy();
            ssh.waitFor();
        }
    }
}
