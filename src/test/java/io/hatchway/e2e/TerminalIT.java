package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** {@code ssh web@host} from a terminal: what a person sees and types. */
@RealEngine
final class TerminalIT {
    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Site site;
    private static Box web;
    private static Box busybox;
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        web = STAGE.add(Box.debian());
        busybox = STAGE.add(Box.busybox());
        site = STAGE.add(Site.create()).open(web, busybox);
        gateway = STAGE.add(site.start());
    }

    private static Terminal open(Box box, String... command) {
        return new Terminal(
                100,
                30,
                gateway.ssh(box).with("-tt", "-o", "SetEnv=LANG=C.UTF-8").argv(command));
    }

    /** A login shell with a prompt that no other text on the screen looks like. */
    private static Terminal shell() {
        Terminal terminal = open(web);
        terminal.enter("PS1='rea''dy> '; bind 'set enable-bracketed-paste off'; clear");
        terminal.awaitLine("ready>");
        return terminal;
    }

    @RepeatedTest(10)
    void theSizeIsRightBeforeTheFirstByte() {
        try (Terminal terminal = open(web, "stty size")) {
            terminal.awaitLine("30 100");
            assertThat(terminal.awaitEnd()).isZero();
        }
    }

    @RepeatedTest(3)
    void theSizeIsRightBeforeTheFirstByteInBusybox() {
        try (Terminal terminal = open(busybox, "stty size")) {
            terminal.awaitLine("30 100");
        }
    }

    @Test
    void theSizeIsRightForTheShellsFirstProgram() {
        try (Terminal terminal = open(web)) {
            terminal.enter("echo size: $(stty size)");
            terminal.awaitLine("size: 30 100");
        }
    }

    @Test
    void aResizeReachesTheProgram() {
        try (Terminal terminal = open(web, "trap 'stty size' WINCH; echo ready; while :; do sleep 0.1; done")) {
            terminal.awaitLine("ready");
            terminal.resize(91, 37);
            terminal.awaitLine("37 91");
            terminal.resize(43, 12);
            terminal.awaitLine("12 43");
        }
        web.awaitEmpty();
    }

    @Test
    void theTerminalsTypeIsTheClients() {
        try (Terminal terminal = open(web, "echo TERM is $TERM")) {
            terminal.awaitLine("TERM is xterm-256color");
        }
    }

    @Test
    void coloursAreDrawn() {
        try (Terminal terminal = open(web, "mkdir -p /tmp/d/blue; ls --color=auto /tmp/d")) {
            terminal.awaitLine("blue");
            assertThat(terminal.colours()).containsPattern("\\[1m\\x1b?\\[?.*34m.*blue");
        }
    }

    @Test
    void controlCReachesARawProgramAsItsByte() {
        rawByteArrives(3, "03");
    }

    @Test
    void controlPReachesARawProgramAsItsByte() {
        rawByteArrives(16, "10");
    }

    @Test
    void controlQReachesARawProgramAsItsByte() {
        rawByteArrives(17, "11");
    }

    @Test
    void controlZReachesARawProgramAsItsByte() {
        rawByteArrives(26, "1a");
    }

    private static void rawByteArrives(int key, String hex) {
        try (Terminal terminal = open(web, "stty raw -echo; echo ready; head -c 1 | od -An -tx1; stty sane")) {
            terminal.awaitScreen("ready");
            terminal.raw((byte) key);
            terminal.awaitLine("\\s*" + hex);
            assertThat(terminal.awaitEnd()).isZero();
        }
    }

    @Test
    void controlPThenControlQDoesNotDetach() {
        try (Terminal terminal = open(web, "stty raw -echo; echo ready; head -c 4 | od -An -tx1; stty sane")) {
            terminal.awaitScreen("ready");
            terminal.raw((byte) 16, (byte) 17, (byte) 16, (byte) 17);
            terminal.awaitLine("\\s*10 11 10 11");
        }
    }

    @Test
    void controlPIsEchoedWithoutWaitingForAnotherKey() {
        try (Terminal terminal = shell()) {
            terminal.enter("echo once");
            terminal.awaitLine("once");
            terminal.press("C-p");
            terminal.awaitLine("ready> echo once");
        }
    }

    @Test
    void controlCEndsTheForegroundProgram() {
        try (Terminal terminal = shell()) {
            terminal.enter("sleep 71000; echo ended with $?");
            web.awaitProgram("sleep 71000");
            terminal.press("C-c");
            terminal.enter("echo code $?");
            terminal.awaitLine("code 130");
        }
    }

    @Test
    void controlZStopsTheForegroundProgramAndFgContinuesIt() {
        try (Terminal terminal = shell()) {
            terminal.enter("sleep 72000");
            web.awaitProgram("sleep 72000");
            terminal.press("C-z");
            terminal.awaitScreen("Stopped");
            terminal.enter("jobs -l");
            terminal.enter("fg");
            terminal.awaitLine("sleep 72000");
            terminal.press("C-c");
            terminal.enter("echo back");
            terminal.awaitLine("back");
        }
    }

    @Test
    void controlDLeavesTheShellWithItsCode() {
        try (Terminal terminal = shell()) {
            terminal.enter("(exit 6)");
            terminal.press("C-d");
            assertThat(terminal.awaitEnd()).isEqualTo(6);
        }
        web.awaitEmpty();
    }

    @Test
    void vimEditsAFile() {
        try (Terminal terminal = shell()) {
            terminal.enter("vi -u NONE /tmp/edited");
            terminal.awaitScreen("/tmp/edited");
            terminal.type("iwritten in vim");
            terminal.awaitLine("written in vim");
            terminal.press("Escape");
            terminal.enter(":wq");
            terminal.awaitScreen("ready>");
            assertThat(web.sh("cat /tmp/edited")).isEqualTo("written in vim");
        }
    }

    @Test
    void vimUsesTheWholeScreenAfterAResize() {
        try (Terminal terminal = shell()) {
            terminal.enter("vi -u NONE /tmp/resized");
            terminal.awaitScreen("/tmp/resized");
            terminal.resize(60, 40);
            Eventually.holds(() -> terminal.screen().lines().filter("~"::equals).count() >= 37, terminal::screen);
            terminal.enter(":q!");
            terminal.awaitScreen("ready>");
        }
    }

    @Test
    void htopDrawsAndQuits() {
        try (Terminal terminal = shell()) {
            terminal.enter("htop");
            terminal.awaitScreen("F10Quit");
            terminal.type("q");
            terminal.awaitScreen("ready>");
        }
    }

    @Test
    void lessPagesAndQuits() {
        try (Terminal terminal = shell()) {
            terminal.enter("seq 1000 | less");
            terminal.awaitLine("29");
            terminal.type("G");
            terminal.awaitLine("1000");
            terminal.type("q");
            terminal.awaitScreen("ready>");
        }
    }

    @Test
    void tmuxDrawsSplitsAndEnds() {
        try (Terminal terminal = shell()) {
            terminal.enter("tmux -f /dev/null new-session -s inner");
            terminal.awaitScreen("[inner]");
            terminal.press("C-b");
            terminal.type("%");
            terminal.awaitScreen("│");
            terminal.enter("tmux kill-server");
            terminal.awaitScreen("server exited");
        }
        web.awaitEmpty();
    }

    @Test
    void accentsCjkAndEmojiAreDrawn() {
        try (Terminal terminal = open(web, "printf 'é ñ ß|漢字|🙂\\n'")) {
            terminal.awaitLine("é ñ ß\\|漢字\\|🙂");
        }
    }

    @Test
    void accentsCjkAndEmojiAreTyped() {
        try (Terminal terminal = shell()) {
            terminal.enter("printf '<%s>\\n' 'é漢🙂'");
            terminal.awaitLine("<é漢🙂>");
            terminal.type("漢x");
            terminal.awaitLine("ready> 漢x");
            terminal.press("BSpace", "BSpace");
            terminal.enter("echo gone");
            terminal.awaitLine("ready> echo gone");
        }
    }

    @Test
    void theShellIsBashWhereThereIsOne() {
        try (Terminal terminal = open(web)) {
            terminal.enter("echo version ${BASH_VERSION%%.*}");
            terminal.awaitLine("version \\d+");
        }
    }

    @Test
    void theShellIsShWhereThereIsNoBash() {
        try (Terminal terminal = open(busybox)) {
            terminal.enter("echo bash:${BASH_VERSION}: $(readlink /proc/$$/exe)");
            terminal.awaitLine("bash:: .*/busybox");
        }
    }

    @Test
    void aShellStartsInTheImagesEnvironmentAndWorkingDirectory() {
        try (Terminal terminal = open(web)) {
            terminal.enter("echo \"$GREETING in $(pwd)\"");
            terminal.awaitLine("from-image in /srv");
        }
    }

    @Test
    void aProgramCanEndWhileThePersonStillTypes() {
        try (Terminal terminal = open(web, "read line; exit 12")) {
            terminal.enter("a");
            assertThat(terminal.awaitEnd()).isEqualTo(12);
        }
    }

    @Test
    void theEscapeOfTheClientStillWorks() {
        try (Terminal terminal = open(web, "echo ready; sleep 73000")) {
            terminal.awaitLine("ready");
            terminal.press("Enter");
            terminal.type("~.");
            assertThat(terminal.awaitEnd()).isEqualTo(255);
        }
        web.awaitEmpty();
    }

    @Test
    void anUnusualSizeIsTakenAsItIs() {
        try (Terminal terminal =
                new Terminal(317, 4, gateway.ssh(web).with("-tt").argv("stty size; sleep 1"))) {
            terminal.awaitLine("4 317");
        }
    }

    @Test
    void aPtyWithoutATerminalBehindItHasSomeSize() {
        assertThat(gateway.ssh(web).with("-tt").run("stty size; exit 0").ok().strip())
                .matches("\\d+ \\d+");
    }
}
