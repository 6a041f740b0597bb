package io.hatchway.bench;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * All of many stopped containers, listed: {@code docker ps -a} beside the engine, against {@code ps -a} at the console's
 * prompt, from the Enter key to the next prompt, and against {@code ssh admin@host ps -a} over a connection that is open.
 */
final class ListContainers implements Measure {
    private static final double GOAL = 1.5;
    private static final long LIMIT_SECONDS = 60;

    @Override
    public String name() {
        return "list-500";
    }

    @Override
    public List<Line> run(Lab lab) throws IOException, InterruptedException {
        int number = lab.options().containers();
        var names = new ArrayList<String>();
        for (int i = 0; i < number; i++) {
            names.add(lab.container() + "-list-" + i);
        }
        try {
            create(lab, names);
            return measure(lab, number);
        } finally {
            remove(names);
        }
    }

    private static void create(Lab lab, List<String> names) throws IOException, InterruptedException {
        lab.say("creating " + names.size() + " containers");
        try (var makers = Executors.newFixedThreadPool(4)) {
            var made = new ArrayList<Future<String>>();
            for (var name : names) {
                made.add(makers.submit(() -> Programs.run(
                        "docker",
                        "create",
                        "--network=none",
                        "--label=com.docker.compose.project=bench",
                        "--name=" + name,
                        lab.options().image(),
                        "true")));
            }
            for (var each : made) {
                each.get();
            }
        } catch (java.util.concurrent.ExecutionException failed) {
            throw new IOException("the containers could not be made: " + failed.getCause(), failed);
        }
    }

    /** In pieces: a command line has its limits, and some may never have been made. */
    private static void remove(List<String> names) throws IOException, InterruptedException {
        for (int from = 0; from < names.size(); from += 50) {
            var command = new ArrayList<>(List.of("docker", "rm", "--force"));
            command.addAll(names.subList(from, Math.min(names.size(), from + 50)));
            new ProcessBuilder(command)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start()
                    .waitFor();
        }
    }

    private static List<Line> measure(Lab lab, int number) throws IOException, InterruptedException {
        lab.hatchway().start();
        var socket = Files.createTempDirectory("hb").resolve("m");
        var master = lab.start(new ProcessBuilder(shared(lab, socket.toString(), "-M", "-N", List.of()))
                .redirectInput(Redirect.from(new java.io.File("/dev/null"))));
        var engine = new ArrayList<Double>();
        var oneShot = new ArrayList<Double>();
        var inside = new ArrayList<Double>();
        try (var console = Prompted.open(lab.mina(), lab.hatchway().console())) {
            while (!Files.exists(socket) && master.isAlive()) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            for (int round = -lab.options().warmUps(); round < lab.options().rounds(); round++) {
                double docker = Clock.millis(() -> list(lab, List.of("docker", "ps", "--all"), number));
                double ssh = Clock.millis(() ->
                        list(lab, shared(lab, socket.toString(), "-o", "LogLevel=ERROR", List.of("ps", "-a")), number));
                double typed = Clock.millis(() -> {
                    console.type("ps -a\r");
                    console.awaitPrompt();
                });
                if (round >= 0) {
                    engine.add(docker);
                    oneShot.add(ssh);
                    inside.add(typed);
                }
            }
        } finally {
            master.destroy();
            Files.deleteIfExists(socket);
            Files.deleteIfExists(socket.getParent());
        }
        var docker = Optional.of(new Line.Other("docker ps -a", Sample.median(engine)));
        var what = number + " containers listed, ";
        return List.of(
                new Line(
                        what + "at the prompt",
                        Unit.MILLISECONDS,
                        Sample.median(inside),
                        docker,
                        new Goal.RatioAtMost(GOAL),
                        "from the Enter key to the next prompt; docker's client is a process beside the engine"),
                new Line(
                        what + "one shot",
                        Unit.MILLISECONDS,
                        Sample.median(oneShot),
                        docker,
                        new Goal.RatioAtMost(GOAL),
                        "the whole ssh process, over a connection that is open (ControlMaster)"));
    }

    private static List<String> shared(Lab lab, String socket, String option, String value, List<String> command) {
        var argv = new ArrayList<>(lab.hatchway().console().ssh(command.toArray(String[]::new)));
        argv.addAll(1, List.of("-S", socket, option, value));
        return argv;
    }

    private static void list(Lab lab, List<String> command, int number) throws IOException, InterruptedException {
        var process = lab.start(new ProcessBuilder(command).redirectErrorStream(true));
        process.getOutputStream().close();
        long lines = process.inputReader().lines().count();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0 || lines < number) {
            throw new IOException(command.getFirst() + " listed " + lines + " lines of " + number);
        }
    }
}
