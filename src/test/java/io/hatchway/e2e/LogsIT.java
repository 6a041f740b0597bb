package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code logs} with its options: which lines come, in which order, and as what. */
@RealEngine
final class LogsIT {
    private static final String STAYING = "; exec sleep 99999";
    private static final Pattern COLOURED = Pattern.compile("\u001b\\[(\\d+)m(\\S+) +\\| \u001b\\[0m(.*)");
    private static final ObjectMapper JSON = new ObjectMapper();

    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Box web;
    private static Box other;
    private static Gateway gateway;

    /** The engine's times of web's lines, the first line's first. */
    private static final List<String> TIMES = new ArrayList<>();

    @BeforeAll
    static void start() {
        other = STAGE.add(Box.writing("for word in eins zwei drei; do echo $word; sleep 1; done" + STAYING));
        web = STAGE.add(Box.writing("for word in one two three; do echo $word; sleep 1; done" + STAYING));
        gateway = STAGE.add(STAGE.add(Site.create()).open("admin").start());
        Eventually.holds(
                () -> Docker.docker("logs", web.name()).endsWith("three"), () -> Docker.docker("logs", web.name()));
        Eventually.holds(
                () -> Docker.docker("logs", other.name()).endsWith("drei"), () -> Docker.docker("logs", other.name()));
        Docker.docker("logs", "-t", web.name()).lines().forEach(line -> TIMES.add(line.split(" ", -1)[0]));
    }

    private static Ran admin(String line) {
        return gateway.ssh("admin").run(line);
    }

    /** A moment between two of web's lines, the first of which is number 1. */
    private static String behind(int number) {
        Instant before = Instant.parse(TIMES.get(number - 1));
        return before.plus(Duration.between(before, Instant.parse(TIMES.get(number)))
                        .dividedBy(2))
                .toString();
    }

    @ParameterizedTest
    @CsvSource({
        "--since BEHIND1, two three",
        "--until BEHIND2, one two",
        "--since BEHIND1 --until BEHIND2, two",
        "--since AT2 --until AT2, two",
        "--since 1h, one two three",
        "--until 1h, ''",
        "--since 2099-01-01, ''",
        "--tail 2, two three",
        "-n 0, ''",
        "-n 99, one two three",
        "--since BEHIND2 --tail 2, three",
        "--include ^t, two three",
        "--exclude ^t, one",
        "--include e$ --exclude ^o, three",
        "--include nothing, ''",
    })
    void linesAreChosenByTimeNumberAndWords(String options, String words) {
        String asked = options.replace("BEHIND1", behind(1))
                .replace("BEHIND2", behind(2))
                .replace("AT2", TIMES.get(1));
        Ran ran = admin("logs " + asked + " " + web.name());
        assertThat(ran.ok().lines())
                .isEqualTo(Stream.of(words.split(" ", -1))
                        .filter(word -> !word.isEmpty())
                        .toList());
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void aTimestampIsTheEngines() {
        assertThat(admin("logs --timestamps " + web.name()).ok())
                .isEqualTo("%s one%n%s two%n%s three%n".formatted(TIMES.toArray()));
    }

    @Test
    void aFollowedLogEndsAtItsTime() {
        String until = Instant.now().plusSeconds(2).toString();
        assertThat(admin("logs -f --until " + until + " " + web.name()).ok()).isEqualTo("one\ntwo\nthree\n");
    }

    @Test
    void linesOfSeveralAreInTheOrderOfTheirTimes() throws IOException {
        List<String> times = new ArrayList<>();
        List<String> from = new ArrayList<>();
        for (String line : admin("logs --json " + web.name() + " " + other.name())
                .ok()
                .lines()
                .toList()) {
            times.add(JSON.readTree(line).path("time").asText());
            from.add(JSON.readTree(line).path("container").asText());
        }
        assertThat(times).hasSize(6).isSorted();
        assertThat(from).contains(web.name(), other.name());
        assertThat(String.join(" ", from))
                .as("not one after the other")
                .isNotEqualTo(String.join(
                        " ",
                        Stream.concat(
                                        Stream.generate(web::name).limit(3),
                                        Stream.generate(other::name).limit(3))
                                .toList()));
    }

    @Test
    void aContainerKeepsItsColourWhereverItStands() {
        Map<String, String> there = colours("logs " + web.name() + " " + other.name());
        Map<String, String> back = colours("logs --tail 1 " + other.name() + " " + web.name());
        assertThat(there).containsOnlyKeys(web.name(), other.name()).isEqualTo(back);
        assertThat(colours("logs '" + web.name() + "*'")).containsEntry(web.name(), there.get(web.name()));
    }

    /** The colour of each container's prefix, which is one for all its lines. */
    private static Map<String, String> colours(String line) {
        Map<String, String> colours = new LinkedHashMap<>();
        Ran ran = gateway.ssh("admin")
                .under("env", "TERM=xterm-256color")
                .with("-tt")
                .run(line);
        ran.ok().lines().map(COLOURED::matcher).filter(Matcher::matches).forEach(prefix -> {
            String before = colours.put(prefix.group(2), prefix.group(1));
            assertThat(before).isIn(null, prefix.group(1));
        });
        return colours;
    }

    @Test
    void rawLinesAreChosenToo() {
        assertThat(admin("logs --raw --since " + behind(1) + " --exclude thr " + web.name())
                        .bytes())
                .isEqualTo("two\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertThat(admin("logs --raw -n 1 " + web.name()).ok()).isEqualTo("three\n");
        assertThat(admin("logs --raw -t " + web.name()).code()).isEqualTo(2);
    }

    @Test
    void aFollowedServiceIsScaledAndRestarted() {
        String project = Box.freshName();
        String[] labels = {
            "--label", "com.docker.compose.project=" + project, "--label", "com.docker.compose.service=app"
        };
        String script = "echo up" + STAYING;
        Box first = Box.writing(script, labels);
        try (first;
                Box stranger = Box.writing(
                        "echo strange" + STAYING,
                        "--label",
                        "com.docker.compose.project=" + project,
                        "--label",
                        "com.docker.compose.service=app2");
                Child logs = gateway.ssh("admin").start("logs", "-f", project + ".app")) {
            logs.awaitOut(first.name() + " | up\n");
            try (Box second = Box.writing(script, labels)) {
                logs.awaitOut(second.name() + " | up\n");
                say(second, "both");
                say(first, "both");
                logs.awaitOut(second.name() + " | both\n");
                logs.awaitOut(first.name() + " | both\n");
            }
            say(first, "alone");
            logs.awaitOut(first.name() + " | alone\n");
            Docker.docker("restart", "-t", "0", first.name());
            Eventually.holds(() -> count(logs, first.name() + " | up\n") == 2, logs::toString);
            say(first, "again");
            logs.awaitOut(first.name() + " | again\n");
            assertThat(count(logs, " | both\n")).as("nothing comes twice").isEqualTo(2);
            assertThat(count(logs, " | alone\n")).isEqualTo(1);
            assertThat(logs.out()).doesNotContain("strange");
            assertThat(logs.err()).isEmpty();
            assertThat(logs.alive()).isTrue();
            assertThat(stranger.sh("echo runs")).isEqualTo("runs");
        }
    }

    /** Writes a line where the container's first process writes. */
    private static void say(Box box, String line) {
        box.sh("echo " + line + " > /proc/1/fd/1");
    }

    private static long count(Child logs, String line) {
        return Pattern.compile(Pattern.quote(line))
                .matcher(logs.out())
                .results()
                .count();
    }

    @Test
    void aFollowedContainerEndsWithIt() {
        Box box = Box.writing("echo up" + STAYING);
        try (box;
                Child logs = gateway.ssh("admin").start("logs", "-f", box.name())) {
            logs.awaitOut("up\n");
            Docker.docker("kill", box.name());
            assertThat(logs.await().ok()).isEqualTo("up\n");
        }
    }
}
