package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a session finds around it: variables from the client and from files, and its shell. */
@RealEngine
final class EnvironmentIT {
    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Site site;
    private static Box configured;
    private static Box labelled;
    private static Box plain;
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        configured = STAGE.add(Box.debian());
        labelled =
                Box.debian("--label", "hatchway.env-file=/etc/label.env", "--label", "hatchway.shell=/usr/bin/python3");
        plain = STAGE.add(
                Box.debian("--label", "hatchway.shell=/bin/dash", "--label", "hatchway.env-file=/etc/absent.env"));
        configured.sh(
                "printf '%s\\n' '# settings' '' FROM_FILE=config \"SPACED=a  b=c\" 'GREETING=from-file' > /etc/c.env");
        labelled.sh("printf '%s\\n' FROM_FILE=label > /etc/label.env");
        site = STAGE.add(Site.create()).open(configured, labelled, plain);
        site.configure("""
                sessions:
                  accept_env: [LANG, LC_*, COLORTERM, TOKEN_FOR_TEST]
                containers:
                  %s:
                    shell: [/bin/dash]
                    env_file: /etc/c.env
                """.formatted(configured.name()));
        gateway = STAGE.add(site.start());
    }

    @ParameterizedTest
    @ValueSource(strings = {"LANG", "LC_ALL", "LC_TIME", "COLORTERM", "TOKEN_FOR_TEST"})
    void aVariableThatIsAcceptedReachesTheProgram(String name) {
        assertThat(gateway.ssh(plain)
                        .with("-o", "SetEnv=" + name + "=C.utf8")
                        .run("printenv " + name)
                        .ok())
                .isEqualTo("C.utf8\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"FOO", "LD_PRELOAD", "PATH", "HATCHWAY_SESSION", "LCX", "lang"})
    void aVariableThatIsNotAcceptedIsDropped(String name) {
        String without = gateway.ssh(plain).run("printenv " + name).out();
        String with = gateway.ssh(plain)
                .with("-o", "SetEnv=" + name + "=/sent/by/client")
                .run("printenv " + name)
                .out();
        if (name.equals("HATCHWAY_SESSION")) {
            assertThat(with).isNotBlank().doesNotContain("/sent/by/client");
        } else {
            assertThat(with).isEqualTo(without);
        }
    }

    @Test
    void aTerminalTypeWithoutATerminalIsDropped() {
        assertThat(gateway.ssh(plain)
                        .with("-o", "SetEnv=TERM=vt52")
                        .run("echo \"TERM:$TERM\"")
                        .ok())
                .isEqualTo("TERM:\n");
    }

    @Test
    void everySessionIsMarkedWithAnIdOfItsOwn() {
        String one = gateway.ssh(plain).run("printenv HATCHWAY_SESSION").ok();
        String two = gateway.ssh(plain).run("printenv HATCHWAY_SESSION").ok();
        assertThat(one).isNotBlank().isNotEqualTo(two);
    }

    @Test
    void theConfiguredEnvFileIsReadInTheContainer() {
        assertThat(gateway.ssh(configured).run("echo $FROM_FILE").ok()).isEqualTo("config\n");
    }

    @Test
    void anEnvFilesValueIsTakenAsItIs() {
        assertThat(gateway.ssh(configured).run("printenv SPACED").ok()).isEqualTo("a  b=c\n");
    }

    @Test
    void anEnvFileWinsOverTheImage() {
        assertThat(gateway.ssh(configured).run("echo $GREETING").ok()).isEqualTo("from-file\n");
    }

    @Test
    void anEnvFileIsReadAnewForEverySession() {
        configured.sh("echo ADDED=later >> /etc/c.env");
        assertThat(gateway.ssh(configured).run("echo $ADDED").ok()).isEqualTo("later\n");
    }

    @Test
    void aShellGetsTheEnvFileToo() {
        try (Terminal terminal =
                new Terminal(80, 24, gateway.ssh(configured).with("-tt").argv())) {
            terminal.awaitScreen("#");
            terminal.enter("echo file: $FROM_FILE");
            terminal.awaitLine("file: config");
        }
    }

    @Test
    void aLabelNamesTheEnvFile() {
        assertThat(gateway.ssh(labelled).run("echo $FROM_FILE").ok()).isEqualTo("label\n");
    }

    @Test
    void anEnvFileThatIsNotThereDoesNotLockOut() {
        assertThat(gateway.ssh(plain).run("echo in").ok()).isEqualTo("in\n");
    }

    @Test
    void theConfigurationNamesTheShell() {
        try (Terminal terminal =
                new Terminal(80, 24, gateway.ssh(configured).with("-tt").argv())) {
            terminal.awaitScreen("#");
            terminal.enter("readlink /proc/$$/exe");
            terminal.awaitLine("/usr/bin/dash");
        }
    }

    @Test
    void aLabelNamesTheShell() {
        try (Terminal terminal =
                new Terminal(80, 24, gateway.ssh(plain).with("-tt").argv())) {
            terminal.awaitScreen("#");
            terminal.enter("readlink /proc/$$/exe");
            terminal.awaitLine("/usr/bin/dash");
        }
    }

    @Test
    void aCommandStillGoesToShWhereTheShellIsAnother() {
        assertThat(gateway.ssh(labelled).run("X=1; echo $X").ok()).isEqualTo("1\n");
    }
}
