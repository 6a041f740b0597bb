package io.hatchway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every target, with what is known and with what Jazzer thinks of in {@code fuzz.seconds} seconds. */
final class FuzzTest {
    private static final int SECONDS = Integer.getInteger("fuzz.seconds", 1);

    /** One target's short name; empty means all. */
    private static final String ONLY = System.getProperty("fuzz.target", "");

    /** What was found before; it must never be found again. */
    private static final Path FOUND_BEFORE = Path.of("src/test/resources/fuzz");

    private static final Path WORK = Path.of("target/fuzz");
    private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in \\d+ second");

    /** Shows that it ran at all; how often it can depends on what else the machine does. */
    private static final int LEAST_RUNS = 10;

    private static List<String> targets() throws IOException, URISyntaxException {
        List<String> chosen = FuzzTargets.all().stream()
                .filter(target ->
                        ONLY.isEmpty() || FuzzTargets.shortName(target).equals(ONLY))
                .toList();
        assertThat(chosen).as("targets called '%s'", ONLY).isNotEmpty();
        return chosen;
    }

    @Test
    void noTwoTargetsShareAName() throws Exception {
        assertThat(FuzzTargets.all().stream().map(FuzzTargets::shortName)).doesNotHaveDuplicates();
    }

    @TestFactory
    Stream<DynamicTest> whatIsKnownHolds() throws Exception {
        return targets().stream()
                .map(target -> DynamicTest.dynamicTest(FuzzTargets.shortName(target), () -> tryKnown(target)));
    }

    private static void tryKnown(String target) throws Exception {
        FuzzTarget made = FuzzTargets.make(target);
        List<byte[]> inputs = new ArrayList<>(made.seeds());
        assertThat(inputs).as("seeds of %s", target).isNotEmpty();
        for (Path file : foundBefore(target)) {
            inputs.add(Files.readAllBytes(file));
        }
        for (byte[] input : inputs) {
            made.hold(input);
        }
    }

    private static List<Path> foundBefore(String target) throws IOException {
        Path folder = FOUND_BEFORE.resolve(FuzzTargets.shortName(target));
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    /** As many at a time as there are processors; what each comes to is its own test. */
    @TestFactory
    Stream<DynamicTest> whatJazzerThinksOfHolds() throws Exception {
        try (ExecutorService runs =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            List<DynamicTest> tests = new ArrayList<>();
            for (String target : targets()) {
                Future<String> said = runs.submit(() -> fuzz(target));
                tests.add(DynamicTest.dynamicTest(FuzzTargets.shortName(target), () -> judge(said.get())));
            }
            return tests.stream();
        }
    }

    private static void judge(String said) {
        Matcher done = DONE.matcher(said);
        assertThat(done.find()).as(said).isTrue();
        assertThat(Long.parseLong(done.group(1))).as(said).isGreaterThan(LEAST_RUNS);
    }

    /**
     * Which of Jazzer's hooks are off. People at the console give patterns on purpose; what takes too long there is
     * interrupted. And to be led through patterns takes a third of a short run, only to begin with.
     */
    private static String unused() {
        String hooks = "com.code_intelligence.jazzer.sanitizers.";
        return hooks + "RegexInjection" + (SECONDS > 20 ? "" : File.pathSeparator + hooks + "RegexRoadblocks");
    }

    /** Runs Jazzer and returns all it said. */
    private static String fuzz(String target) throws Exception {
        Path work = WORK.resolve(FuzzTargets.shortName(target)).toAbsolutePath();
        Path seeds = Files.createDirectories(work.resolve("seeds"));
        Path learnt = Files.createDirectories(work.resolve("learnt"));
        Path findings = Files.createDirectories(work.resolve("findings"));
        int number = 0;
        for (byte[] seed : FuzzTargets.make(target).seeds()) {
            Files.write(seeds.resolve("seed-" + number++), seed);
        }
        for (Path file : foundBefore(target)) {
            Files.copy(
                    file,
                    seeds.resolve(String.valueOf(file.getFileName())),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        Path log = work.resolve("log");
        Process jazzer = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=" + (SECONDS > 20 ? 4 : 1),
                        "-XX:+EnableDynamicAgentLoading",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--disabled_hooks=" + unused(),
                        "--target_class=" + FuzzDriver.class.getName(),
                        "--target_args=" + target,
                        "--instrumentation_includes=io.hatchway.**",
                        "--custom_hook_includes=io.hatchway.**",
                        "--reproducer_path=" + findings,
                        "-artifact_prefix=" + findings + "/",
                        "-max_total_time=" + SECONDS,
                        "-max_len=" + FuzzTarget.LARGEST_INPUT,
                        "-timeout=10",
                        learnt.toString(),
                        seeds.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            jazzer.waitFor();
        } finally {
            jazzer.destroyForcibly();
        }
        return "see " + findings + "\n" + Files.readString(log, java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
