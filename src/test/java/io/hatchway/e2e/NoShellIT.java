package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An image without any shell: commands are run directly. */
@RealEngine
final class NoShellIT {
    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Site site;
    private static Box bare;
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        bare = STAGE.add(Box.withoutShell());
        site = STAGE.add(Site.create()).open(bare);
        gateway = STAGE.add(site.start());
    }

    @Test
    void aCommandRunsDirectly() {
        assertThat(gateway.ssh(bare).run("/bin/seq 3").ok()).isEqualTo("1\n2\n3\n");
    }

    @Test
    void aCommandIsFoundOnTheImagesPath() {
        assertThat(gateway.ssh(bare).run("seq 2").ok()).isEqualTo("1\n2\n");
    }

    @Test
    void itsExitCodeArrives() {
        assertThat(gateway.ssh(bare).run("false").code()).isEqualTo(1);
    }

    @Test
    void itsInputAndOutputAreBinaryClean() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        assertThat(gateway.ssh(bare).feed(all, "cat").bytes()).isEqualTo(all);
    }

    @Test
    void theImagesEnvironmentIsThere() {
        assertThat(gateway.ssh(bare).run("cat /proc/self/environ").ok().split("\0", -1))
                .contains("GREETING=from-image");
    }

    @Test
    void anUnknownCommandIs127WithASentence() {
        Ran ran = gateway.ssh(bare).run("no-such-command");
        assertThat(ran.code()).isEqualTo(127);
        assertThat(ran.err()).contains("no-such-command");
    }

    @Test
    void aFileThatIsNotExecutableIs126WithASentence() {
        Ran ran = gateway.ssh(bare).run("/etc/passwd");
        assertThat(ran.code()).isEqualTo(126);
        assertThat(ran.err()).contains("/etc/passwd");
    }

    @Test
    void aLoginWithoutACommandSaysThatThereIsNoShell() {
        Ran ran = gateway.ssh(bare).with("-tt").run();
        assertThat(ran.code()).isEqualTo(127);
        assertThat(ran.out() + ran.err()).contains("shell");
    }

    @Test
    void aTerminalEchoesAndEnds() {
        try (Terminal terminal =
                new Terminal(100, 30, gateway.ssh(bare).with("-tt").argv("cat"))) {
            // Until it runs, the client's own terminal echoes too.
            bare.awaitProgram("cat");
            terminal.enter("typed");
            Eventually.holds(
                    () -> terminal.screen().lines().filter("typed"::equals).count() == 2, terminal::screen);
            terminal.press("C-d");
            assertThat(terminal.awaitEnd()).isZero();
        }
    }
}
