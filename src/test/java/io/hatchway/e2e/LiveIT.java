package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Screens that are drawn again and again: what stands on them, and what is left when they end. */
@RealEngine
final class LiveIT {
    private static final String OFFLINE = "--network=none";
    private static final String PROMPT = Terminal.PROMPT;

    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Box web;
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        web = STAGE.add(Box.busybox(OFFLINE));
        gateway = STAGE.add(STAGE.add(Site.create()).open("admin").start());
    }

    private static Terminal console() {
        return Terminal.console(gateway, 140);
    }

    private static void awaitLines(Terminal terminal, int count) {
        Eventually.holds(() -> terminal.screen().strip().lines().count() == count, terminal::screen);
    }

    /** The view has gone, and the prompt stands below the line that opened it. */
    private static void leave(Terminal terminal, String line) {
        terminal.press("C-c");
        terminal.awaitFact("alternate_on", 0);
        terminal.awaitFact("cursor_flag", 1);
        terminal.awaitFact("wrap_flag", 1);
        Eventually.holds(() -> terminal.screen().strip().equals(PROMPT + " " + line + "\n" + PROMPT), terminal::screen);
    }

    @Test
    void whatIsUsedIsDrawnAsItChanges() {
        String line = "stats " + web.name() + "*";
        Box other = Box.named(web.name() + "-b", "hatchway-test-busybox", OFFLINE);
        try (other;
                Terminal terminal = console()) {
            terminal.enter(line);
            terminal.awaitLine("NAME +CPU, MINUTES +CPU +MEMORY +MEMORY, MINUTES +NET IN/OUT +DISK R/W +PROCESSES");
            terminal.awaitLine(web.name() + " +▁ +[\\d.]+% +.*B / .*iB +▁ .* 1");
            terminal.awaitLine(other.name() + " +▁ .*");
            Docker.docker("exec", "-d", other.name(), "sh", "-c", "exec yes > /dev/null");
            terminal.awaitLine(other.name() + " +▁?[▂▃▄▅▆▇█] .* 2");
            terminal.awaitLine(web.name() + " +▁+ .* 1");
            other.close();
            awaitLines(terminal, 2);
            assertThat(terminal.screen()).doesNotContain(other.name()).contains(web.name());
            leave(terminal, line);
        }
    }

    @Test
    void containersAreListedAsTheyComeAndGo() {
        String line = "ps --watch " + web.name() + "*";
        Box other = null;
        try (Terminal terminal = console()) {
            terminal.enter(line);
            terminal.awaitLine("NAME +ID +IMAGE +STATE .*");
            terminal.awaitLine(web.name() + " +[0-9a-f]{12} .* running .*");
            awaitLines(terminal, 2);
            terminal.awaitFact("cursor_flag", 0);
            other = Box.named(web.name() + "-c", "hatchway-test-busybox", OFFLINE);
            terminal.awaitLine(other.name() + " .* running .*");
            Docker.docker("pause", other.name());
            terminal.awaitLine(other.name() + " .* paused .*");
            other.close();
            awaitLines(terminal, 2);
            leave(terminal, line);
        } finally {
            if (other != null) {
                other.close();
            }
        }
    }

    @Test
    void processesAreListedAsTheyComeAndGo() {
        String line = "top --watch " + web.name();
        try (Terminal terminal = console()) {
            terminal.enter(line);
            terminal.awaitLine("UID +PID +.* CMD");
            Docker.docker("exec", "-d", web.name(), "sleep", "4321");
            terminal.awaitLine("root .* sleep 4321");
            Child.run(List.of(
                            "kill", Long.toString(web.awaitProgram("sleep 4321").pid())))
                    .ok();
            awaitLines(terminal, 2);
            assertThat(terminal.screen()).contains("/bin/sleep 99999").doesNotContain("4321");
            leave(terminal, line);
        }
    }

    @Test
    void onANarrowWindowARowIsOneLine() throws Exception {
        AtOnce.all(Stream.of("stats", "ps --watch", "top --watch")
                .map(command -> Executors.callable(() -> assertNarrowRows(command)))
                .toList());
    }

    private static void assertNarrowRows(String command) {
        try (Terminal terminal = console()) {
            terminal.enter(command + " " + web.name());
            terminal.awaitFact("alternate_on", 1);
            terminal.resize(30, 10);
            awaitTable(terminal, 20, 30);
            terminal.resize(140, 10);
            awaitTable(terminal, 40, 140);
            terminal.press("C-c");
            terminal.awaitFact("alternate_on", 0);
            terminal.awaitLine(PROMPT);
        }
    }

    /** A title and a row, the longer one so long. */
    private static void awaitTable(Terminal terminal, int least, int most) {
        Eventually.holds(
                () -> {
                    List<String> lines = terminal.screen().strip().lines().toList();
                    int width = lines.stream().mapToInt(String::length).max().orElse(0);
                    return lines.size() == 2 && width >= least && width <= most;
                },
                terminal::screen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stats", "top --watch"})
    void aSingleCommandLeavesTheTerminalAsItWas(String command) {
        List<String> argv = new ArrayList<>(List.of("sh", "-c", "\"$@\"; echo \"code $?\"; exec cat", "sh"));
        argv.addAll(gateway.ssh("admin").with("-tt").argv(command, web.name()));
        try (Terminal terminal = new Terminal(140, 30, argv)) {
            terminal.awaitFact("alternate_on", 1);
            terminal.awaitScreen(command.startsWith("top") ? "/bin/sleep" : web.name());
            terminal.press("C-c");
            terminal.awaitLine("code 0");
            terminal.awaitFact("alternate_on", 0);
            terminal.awaitFact("cursor_flag", 1);
            terminal.awaitFact("wrap_flag", 1);
            assertThat(terminal.screen().strip()).isEqualTo("code 0");
        }
    }
}
