package io.hatchway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code ssh admin@host} from a terminal: what a person sees and types. */
@RealEngine
final class ConsoleTranscriptIT {
    /** Nothing here needs a network. */
    private static final String OFFLINE = "--network=none";

    private static final String PROMPT = Terminal.PROMPT;

    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Site site;
    private static Box web;
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        web = STAGE.add(Box.debian(OFFLINE));
        site = STAGE.add(Site.create()).open(web).open("admin");
        gateway = STAGE.add(site.start());
    }

    private static Terminal console() {
        return Terminal.console(gateway, 100);
    }

    @Test
    void aNameIsCompletedAndItsRowFound() {
        try (Terminal terminal = console()) {
            terminal.type("ps " + web.name().substring(0, web.name().length() - 1));
            terminal.press("Tab");
            terminal.awaitScreen("ps " + Docker.RUN);
            terminal.press("C-c");
            terminal.enter("ps | grep " + web.name());
            terminal.awaitLine(web.name() + ".*running.*");
        }
    }

    @Test
    void interruptEndsTheCommandAndNotTheSession() {
        try (Box ticking = Box.writing("while :; do echo tick; sleep 0.2; done");
                Terminal terminal = console()) {
            terminal.enter("logs -f " + ticking.name());
            terminal.awaitLine("tick");
            terminal.type("typed ahead");
            terminal.press("C-c");
            Eventually.holds(
                    () -> terminal.screen().lines().filter(PROMPT::equals).count() == 1, terminal::screen);
            terminal.enter("version");
            terminal.awaitLine("hatchway \\d.*");
            terminal.press("C-d");
            assertThat(terminal.awaitEnd()).isZero();
        }
    }

    @Test
    void onFortyColumnsAShellIsOpenedAsDockersUsersTypeIt() {
        try (Terminal terminal =
                new Terminal(40, 20, gateway.ssh("admin").with("-tt").argv())) {
            terminal.awaitScreen(">");
            terminal.enter("exec -it " + web.name() + " sh");
            terminal.awaitScreen("#");
            terminal.enter("stty size; exit");
            terminal.awaitLine("20 40");
            terminal.awaitLine(PROMPT);
            terminal.enter("version");
            terminal.awaitLine("hatchway \\d.*");
            terminal.press("C-d");
            assertThat(terminal.awaitEnd()).isZero();
        }
    }

    @Test
    void noKeyOfThePagerOrTheLineEditorOpensAFileOfTheGateways() {
        Path secret = site.dir().resolve("secret");
        Site.write(secret, "swordfish\n");
        try (Terminal terminal =
                new Terminal(100, 5, gateway.ssh("admin").with("-tt").argv())) {
            terminal.awaitScreen(PROMPT);
            for (List<String> keys : List.of(List.of(":", "e"), List.of("C-x", "C-v"))) {
                terminal.enter("help | less");
                terminal.awaitScreen("q leaves");
                terminal.press(keys.toArray(String[]::new));
                terminal.enter(secret.toString());
                terminal.awaitScreen("There is no more '");
                assertThat(terminal.screen()).doesNotContain("swordfish");
                terminal.type("q");
                terminal.awaitScreen(PROMPT);
            }
            terminal.type("versi");
            terminal.press("C-x", "C-e");
            terminal.enter("on");
            terminal.awaitLine("hatchway \\d.*");
        }
    }

    @Test
    void thePagerSearchesAndFitsTheWindow() {
        try (Terminal terminal =
                new Terminal(100, 8, gateway.ssh("admin").with("-tt").argv())) {
            terminal.awaitScreen(PROMPT);
            terminal.enter("help");
            terminal.awaitScreen("line 1 of");
            terminal.enter("/VOLUMES");
            terminal.awaitScreen("There is no more 'VOLUMES' below.");
            terminal.enter("/volumes  ");
            Eventually.holds(
                    () -> terminal.screen().lines().findFirst().orElse("").contains("volumes "), terminal::screen);
            terminal.type("G");
            Eventually.holds(() -> !terminal.screen().contains("~"), terminal::screen);
            terminal.type("g");
            terminal.awaitScreen("line 1 of");
            terminal.resize(60, 12);
            Eventually.holds(() -> terminal.screen().lines().toList().get(11).contains("line 1 of"), terminal::screen);
            terminal.press("C-c");
            terminal.awaitScreen(PROMPT);
        }
    }

    @Test
    void whatAProgramPrintsThroughABarCommandsNoTerminal() {
        try (Terminal terminal = console()) {
            terminal.enter("exec " + web.name() + " printf '\\033[2Jdo\\033]0;x\\007ne\\n' | head");
            terminal.awaitScreen("[2Jdo");
            assertThat(terminal.screen()).contains(PROMPT + " exec");
        }
    }

    @Test
    void aScriptOnStdinHasCommentsAnExitAndNothingForItsCommandsToRead() {
        Ran ran = gateway.ssh("admin")
                .feed(("# what it reads\nexec -i " + web.name() + " cat\nversion\nexit\nfrob\n").getBytes(UTF_8));
        assertThat(ran.ok()).startsWith("hatchway ").hasLineCount(1);
    }

    @Test
    void interruptIsHeardInAFlood() {
        String name = Box.freshName();
        Docker.start(name, "hatchway-test-busybox", List.of(OFFLINE), List.of("yes", "flooding"));
        try (Box flood = Box.existing(name);
                Terminal terminal = console()) {
            terminal.enter("logs -f " + flood.name());
            terminal.awaitScreen("flooding");
            terminal.press("C-c");
            terminal.awaitScreen(PROMPT);
            terminal.enter("version");
            terminal.awaitLine("hatchway \\d.*");
        }
    }

    @Test
    void aShellHasTheTerminalAndGivesItBack() {
        try (Terminal terminal = console()) {
            terminal.enter("shell " + web.name());
            terminal.awaitScreen("#");
            terminal.enter("stty size; echo in-$((40+2))");
            terminal.awaitLine("30 100");
            terminal.awaitLine("in-42");
            terminal.resize(90, 25);
            terminal.enter("sleep 0.3; stty size");
            terminal.awaitLine("25 90");
            terminal.enter("exit 3");
            // What is typed before it goes to the shell that ends.
            terminal.awaitLine(PROMPT.strip());
            terminal.enter("version");
            terminal.awaitLine("hatchway \\d.*");
        }
        web.awaitEmpty();
    }

    @Test
    void whatALogWouldDoToTheTerminalIsOnlyShown() {
        String script = "printf '\\033[2J\\033]0;owned\\007\\033[?1049h\\033[6n\\033c\\0233J\\n'; echo end-of-it";
        try (Box box = Box.writing(script);
                Terminal terminal = console()) {
            Docker.docker("wait", box.name());
            terminal.enter("logs " + box.name());
            terminal.awaitLine("end-of-it");
            assertThat(terminal.screen())
                    .contains("\\x1b[2J")
                    .contains("\\x1bc")
                    .contains(PROMPT + " logs");
        }
    }

    @Test
    void removingAsksForTheName() {
        Box box = Box.busybox(OFFLINE);
        try (box;
                Terminal terminal = console()) {
            terminal.enter("rm -f " + box.name());
            terminal.awaitScreen("to go on:");
            terminal.enter("no");
            terminal.awaitScreen("Nothing was done.");
            terminal.enter("rm -f " + box.name());
            terminal.awaitScreen("to go on:");
            terminal.enter(box.name());
            terminal.awaitLine(".*: removed");
        }
    }

    @Test
    void aLongListIsLeafedThrough() {
        try (Terminal terminal = console()) {
            terminal.enter("inspect " + web.name());
            terminal.awaitScreen("\"Id\"");
            terminal.type("q");
            terminal.enter("version");
            terminal.awaitLine("hatchway \\d.*");
        }
    }

    @Test
    void aLiveTableFollowsAndEndsWithInterrupt() {
        // Wide enough for figures that are not cut off, however long the name is.
        try (Terminal terminal = Terminal.console(gateway, 140)) {
            terminal.enter("stats " + web.name());
            terminal.awaitScreen("CPU, MINUTES");
            terminal.awaitScreen("iB / ");
            terminal.press("C-c");
            terminal.awaitScreen(PROMPT);
            terminal.enter("version");
            terminal.awaitLine("hatchway \\d.*");
        }
    }

    @Test
    void theHistoryIsKeptForItsOwnerWithoutSecrets() throws IOException {
        try (Terminal terminal = console()) {
            terminal.enter("version");
            terminal.awaitLine("hatchway \\d.*");
            terminal.enter("help --password swordfish");
            terminal.awaitScreen("hatchway: ");
            terminal.press("C-d");
            terminal.awaitEnd();
        }
        try (Terminal terminal = console()) {
            terminal.press("Up");
            terminal.awaitScreen(PROMPT + " version");
        }
        try (Stream<Path> files = Files.list(site.state().resolve("history"))) {
            Path file = files.findFirst().orElseThrow();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(Site.read(file)).contains("version").doesNotContain("swordfish");
        }
    }
}
