package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** {@code bin/hatchway demo}: its printed commands are pasted, one after the other, and then it is left with Ctrl-C. */
@RealEngine
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class DemoIT {
    private static final Pattern FOLDER = Pattern.compile("ssh -F (\\S+)/config ");

    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Child demo;
    private static List<String> printed;
    private static List<String> containersBefore;

    @BeforeAll
    @Timeout(value = 180, unit = TimeUnit.SECONDS)
    static void start() {
        containersBefore = containers();
        demo = STAGE.add(Child.start(Site.hatchway("demo")));
        Eventually.within(
                Duration.ofMinutes(2),
                () -> demo.out().contains("Ctrl-C") || !demo.alive(),
                () -> demo + " has not printed what to try");
        assertThat(demo.alive()).as(demo.toString()).isTrue();
        printed = demo.out()
                .lines()
                .filter(line -> line.startsWith("    "))
                .map(String::strip)
                .toList();
    }

    private static List<String> containers() {
        return Arrays.asList(Docker.docker("ps", "-a", "--format", "{{.Names}}", "--filter", "label=io.hatchway.demo")
                .split("\n", -1));
    }

    private static Path folder() {
        Matcher matcher = FOLDER.matcher(demo.out());
        assertThat(matcher.find()).as(demo.out()).isTrue();
        return Path.of(matcher.group(1));
    }

    /** Pastes the printed command that contains a word. */
    private static Ran paste(String word) {
        String command = printed.stream()
                .filter(line -> line.contains(word))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no command with " + word + " in " + printed));
        return Child.run(List.of("bash", "-c", command));
    }

    @Test
    @Order(1)
    void theFirstCommandIsAShellInTheContainer() {
        try (Terminal terminal = new Terminal(100, 30, List.of("bash", "-c", printed.getFirst()))) {
            terminal.awaitScreen("#");
            terminal.enter("echo I am $(id -un); exit 4");
            terminal.awaitLine("I am root");
            assertThat(terminal.awaitEnd()).isEqualTo(4);
        }
    }

    @Test
    @Order(2)
    void aCommandReachesTheContainersOwnLoopbackAndItsStatusArrives() {
        assertThat(paste("wget").ok()).contains("Hello from the container").contains("status 7");
    }

    @Test
    @Order(3)
    void aPipeThroughTheContainerKeepsItsSum() {
        Ran ran = paste("sha256sum");
        assertThat(ran.ok()).hasSizeGreaterThan(64);
        assertThat(ran.err().strip()).isEqualTo(ran.out().strip());
    }

    @Test
    @Order(4)
    void theConsoleAnswers() {
        assertThat(paste("admin@").ok()).contains("version");
    }

    @Test
    @Order(5)
    void controlCRemovesWhatTheDemoMadeAndNothingElse() {
        Path folder = folder();
        assertThat(folder).exists();
        assertThat(containers())
                .hasSizeGreaterThanOrEqualTo(containersBefore.size())
                .isNotEqualTo(containersBefore);
        demo.signal("INT");
        assertThat(demo.await(Duration.ofSeconds(20)).code()).isZero();
        assertThat(containers()).isEqualTo(containersBefore);
        assertThat(Files.exists(folder)).isFalse();
    }

    @Test
    @Order(6)
    void aSecondRunTakesSeconds() {
        try (Child again = Child.start(Site.hatchway("demo"))) {
            Eventually.within(Duration.ofSeconds(10), () -> again.out().contains("Ctrl-C"), again::toString);
            again.signal("INT");
            assertThat(again.await(Duration.ofSeconds(20)).code()).isZero();
        }
    }
}
