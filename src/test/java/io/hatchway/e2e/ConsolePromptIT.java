package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a person types at the console's prompt, key by key, and what stands on the screen then. */
@RealEngine
final class ConsolePromptIT {
    private static final String PROMPT = Terminal.PROMPT;

    /** The first column behind the prompt. */
    private static final int TYPED = PROMPT.length() + 1;

    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Box hundred;
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        hundred = STAGE.add(Box.writing("seq 100 | sed 's/.*/line-&./'; exec sleep 99999"));
        gateway = STAGE.add(STAGE.add(Site.create()).open("admin").start());
        Eventually.holds(
                () -> Docker.docker("logs", hundred.name()).endsWith("line-100."),
                () -> Docker.docker("logs", hundred.name()));
    }

    private static Terminal console() {
        return Terminal.console(gateway, 100);
    }

    /** Cleared, so that what is looked for cannot stand there from before. */
    private static void clear(Terminal terminal) {
        terminal.press("C-c");
        terminal.press("C-l");
        Eventually.holds(() -> terminal.screen().strip().equals(PROMPT), terminal::screen);
    }

    @Test
    void anEarlierLineIsSearchedForAndRun() {
        try (Terminal terminal = console()) {
            terminal.enter("volumes --label searched=one");
            terminal.awaitLine("NAME +DRIVER +USED +PLACE");
            terminal.enter("volumes --label searched=two");
            terminal.enter("version");
            terminal.awaitLine("hatchway \\d.*");
            clear(terminal);
            terminal.press("C-r");
            terminal.type("searched=");
            terminal.awaitLine(PROMPT + " volumes --label searched=two");
            terminal.press("C-r");
            terminal.awaitLine(PROMPT + " volumes --label searched=one");
            terminal.press("Enter");
            terminal.awaitLine("NAME +DRIVER +USED +PLACE");
            terminal.awaitLine(PROMPT);
        }
    }

    @Test
    void aLineIsColouredAsItIsTyped() {
        try (Terminal terminal = console()) {
            terminal.type("ps -a 'x y' | grep z");
            terminal.awaitScreen("| grep z");
            assertThat(drawn(terminal))
                    .contains("[1;32mps[")
                    .contains("[36m-a[")
                    .contains("[33m'x y'[")
                    .contains("[1m|[")
                    .contains("[1;32mgrep[");
            clear(terminal);
            terminal.type("frob | nope");
            terminal.awaitScreen("frob | nope");
            assertThat(drawn(terminal)).contains("[31mfrob[").contains("[31mnope");
        }
    }

    /** The screen's colours, bold and a colour in one sequence. */
    private static String drawn(Terminal terminal) {
        return terminal.colours().replace("\u001b[1m\u001b[32m", "\u001b[1;32m").replace("\u001b", "");
    }

    /** Each is one character to whoever types: two columns, or one with an accent of its own. */
    @Test
    void aCharacterIsPassedAndErasedAsOne() {
        try (Terminal terminal = console()) {
            for (String wide : List.of("漢", "한", "🙂")) {
                assertOneCharacter(terminal, wide, 2);
            }
            for (String accented : List.of("e\u0301", "a\u0308\u0323")) {
                assertOneCharacter(terminal, accented, 1);
            }
        }
    }

    private static void assertOneCharacter(Terminal terminal, String character, int columns) {
        clear(terminal);
        terminal.type("<" + character + ">");
        terminal.awaitFact("cursor_x", TYPED + 2 + columns);
        terminal.press("Left");
        terminal.awaitFact("cursor_x", TYPED + 1 + columns);
        terminal.press("Left");
        terminal.awaitFact("cursor_x", TYPED + 1);
        terminal.type("x");
        terminal.awaitFact("cursor_x", TYPED + 2);
        terminal.press("Right");
        terminal.awaitFact("cursor_x", TYPED + 2 + columns);
        terminal.press("BSpace");
        terminal.awaitFact("cursor_x", TYPED + 2);
        terminal.awaitLine(PROMPT + " <x>");
        terminal.press("Enter");
        terminal.awaitLine("hatchway: There is no command '<x>'; try 'help'.");
    }

    @Test
    void whatIsWideReachesTheProgramAndComesBack() {
        try (Terminal terminal = console()) {
            terminal.type("logs 語字");
            terminal.press("Left", "Left");
            terminal.type("漢é");
            terminal.awaitFact("cursor_x", TYPED + "logs ".length() + 3);
            terminal.press("Enter");
            terminal.awaitScreen("There is no container '漢é語字'");
        }
    }

    @Test
    void whatIsPastedWaitsForEnter() {
        try (Terminal terminal = console()) {
            terminal.type("\u001b[200~version\n\u001b[201~");
            terminal.awaitLine(PROMPT + " version");
            terminal.type("--frob");
            terminal.awaitLine("> --frob");
            assertThat(terminal.screen()).doesNotContain("hatchway");
            terminal.press("Enter");
            terminal.awaitScreen("Unknown option: '--frob'");
            assertThat(terminal.screen()).doesNotContainPattern("(?m)^hatchway \\d");
        }
    }

    @Test
    void aLineOutlivesEveryWindow() {
        try (Terminal terminal = console()) {
            terminal.enter("version");
            terminal.awaitLine("hatchway \\d.*");
            String line = "help " + "abcdefghij".repeat(8);
            terminal.type(line);
            terminal.awaitLine(PROMPT + " " + line);
            terminal.resize(50, 20);
            awaitDrawn(terminal, (PROMPT + " " + line).substring(0, 50), (PROMPT + " " + line).substring(50));
            terminal.resize(120, 25);
            awaitDrawn(terminal, PROMPT + " " + line);
            terminal.press("C-a");
            terminal.type("#");
            awaitDrawn(terminal, PROMPT + " #" + line);
            terminal.press("BSpace", "Enter");
            terminal.awaitScreen("There is no command '" + "abcdefghij".repeat(8) + "'");
        }
    }

    /** Nothing else is on a screen drawn anew, as soon as the gateway has heard of its size. */
    private static void awaitDrawn(Terminal terminal, String... lines) {
        Eventually.holds(
                () -> {
                    terminal.press("C-l");
                    return terminal.screen().strip().lines().toList().equals(List.of(lines));
                },
                terminal::screen);
    }

    @Test
    void outputGoesThroughWhatStandsBehindABar() {
        try (Terminal terminal = console()) {
            assertShown(terminal, "head -n 2", "line-1. line-2.");
            assertShown(terminal, "tail -n 2", "line-99. line-100.");
            assertShown(terminal, "head -20 | tail -n 1", "line-20.");
            assertShown(terminal, "grep -v 1 | grep 9 | head -4", "line-9. line-29. line-39. line-49.");
            assertShown(terminal, "grep -i LINE-5 | tail -n 3", "line-57. line-58. line-59.");
            assertShown(terminal, "grep 100 | less", "line-100.");
        }
    }

    private static void assertShown(Terminal terminal, String filters, String lines) {
        clear(terminal);
        terminal.enter("logs " + hundred.name() + " | " + filters);
        Eventually.holds(
                () -> terminal.screen().strip().endsWith("\n" + PROMPT)
                        && shown(terminal).equals(List.of(lines.split(" ", -1))),
                terminal::screen);
    }

    private static List<String> shown(Terminal terminal) {
        return terminal.screen()
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("line-"))
                .toList();
    }

    @Test
    void aFollowedLogIsLeftAtItsHead() {
        try (Terminal terminal = console()) {
            terminal.enter("logs -f " + hundred.name() + " | head -n 3");
            terminal.awaitLine("line-3\\.");
            terminal.awaitLine(PROMPT);
            assertThat(shown(terminal)).hasSize(3);
        }
    }

    @Test
    void thePagerTakesTheWholeScreenAndGivesItBack() {
        try (Terminal terminal = console()) {
            terminal.enter("logs " + hundred.name() + " | grep line | less");
            terminal.awaitFact("alternate_on", 1);
            terminal.awaitLine("line-29\\.");
            terminal.resize(80, 12);
            Eventually.holds(() -> shown(terminal).getLast().equals("line-11."), terminal::screen);
            terminal.resize(100, 40);
            Eventually.holds(() -> shown(terminal).getLast().equals("line-39."), terminal::screen);
            terminal.enter("/e-77");
            Eventually.holds(() -> shown(terminal).contains("line-77."), terminal::screen);
            terminal.type("G");
            Eventually.holds(() -> shown(terminal).getLast().equals("line-100."), terminal::screen);
            terminal.type("q");
            terminal.awaitFact("alternate_on", 0);
            terminal.awaitFact("cursor_flag", 1);
            terminal.awaitLine(PROMPT);
            terminal.enter("version");
            terminal.awaitLine("hatchway \\d.*");
        }
    }
}
