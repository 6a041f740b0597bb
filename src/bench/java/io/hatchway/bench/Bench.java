package io.hatchway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The program behind {@code bin/bench}: the table on stdout, the raw data in a file, the progress on stderr. */
final class Bench {
    private static final int WRONG_USE = 2;

    /** MINA's client tells of every connection that ends; what matters of it reaches the report. */
    private static final Logger LIBRARIES = Logger.getLogger("org.apache.sshd");

    private Bench() {}

    /** Takes the project's folder from the system property {@code hatchway.home}, or the current one. */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments)));
    }

    private static int run(List<String> arguments) {
        if (arguments.contains("--help")) {
            System.out.print(Options.USAGE);
            return 0;
        }
        LIBRARIES.setLevel(Level.SEVERE);
        try {
            var report = measure(Options.parse(arguments));
            System.out.print(report.table());
            return report.reached() ? 0 : 1;
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage());
            System.err.print(Options.USAGE);
            return WRONG_USE;
        } catch (IOException e) {
            System.err.println("bench: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static Report measure(Options options) throws IOException, InterruptedException {
        var home = Path.of(System.getProperty("hatchway.home", "")).toAbsolutePath();
        var lines = new ArrayList<Line>();
        try (var lab = new Lab(options, home)) {
            closeOnSignal(lab);
            lab.startContainer();
            for (var measure : Measure.all()) {
                if (options.wants(measure)) {
                    lines.addAll(run(measure, lab));
                }
            }
        }
        var report = new Report(machine(options), List.copyOf(lines));
        var json = home.resolve(options.json());
        Files.createDirectories(json.resolveSibling("."));
        Files.writeString(json, report.json());
        return report;
    }

    /** Ctrl-C ends the program without unwinding the stack: what is measured then is no more, and no report. */
    private static void closeOnSignal(Lab lab) {
        var measuring = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            measuring.interrupt();
            lab.close();
        }));
    }

    /** A measure that fails is a line of the report, and the others are made all the same. */
    private static List<Line> run(Measure measure, Lab lab) throws InterruptedException {
        lab.say(measure.name());
        try {
            return measure.run(lab);
        } catch (IOException e) {
            lab.say(measure.name() + ": " + e.getMessage());
            return List.of(Line.failed(measure.name(), String.valueOf(e.getMessage())));
        } finally {
            lab.stopSides();
        }
    }

    private static Map<String, String> machine(Options options) throws IOException, InterruptedException {
        var machine = new LinkedHashMap<String, String>();
        machine.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        machine.put("kernel", System.getProperty("os.version") + " " + System.getProperty("os.arch"));
        machine.put("java", Runtime.version().toString());
        machine.put("openssh", Programs.run("ssh", "-V"));
        machine.put(
                "docker",
                Programs.run(
                        "docker", "version", "--format", "engine {{.Server.Version}}, client {{.Client.Version}}"));
        machine.put("container", options.image());
        machine.put("warm-up", options.warmUps() + " logins on each side before a warm figure");
        return machine;
    }
}
