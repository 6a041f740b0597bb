package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When the console's words are coloured: by the terminal, {@code --color}, and NO_COLOR. */
@RealEngine
final class ColoursIT {
    private static final String PLAIN_GREEN = "\u001b[32m";

    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Box web;
    private static Box loud;
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        web = STAGE.add(Box.busybox("--network=none"));
        String name = Box.freshName();
        Docker.start(
                name,
                "hatchway-test-busybox",
                List.of("--network=none"),
                List.of("sh", "-c", "printf '\\033[31mred\\033]0;x\\007\\n'; sleep 9999"));
        loud = STAGE.add(Box.existing(name));
        Site site = STAGE.add(Site.create()).open(web).open("admin");
        gateway = STAGE.add(site.start());
    }

    private static String onTerminal(List<String> options, String... command) {
        return gateway.ssh("admin")
                .with("-tt")
                .with(options.toArray(String[]::new))
                .run(command)
                .out();
    }

    @Test
    void aTerminalHasThemAndAPipeHasNot() {
        assertThat(onTerminal(List.of(), "ps", web.name())).contains(PLAIN_GREEN);
        assertThat(gateway.ssh("admin").run("ps", web.name()).ok()).doesNotContain("\u001b");
    }

    @Test
    void alwaysIsAlsoForAPipe() {
        assertThat(gateway.ssh("admin")
                        .run("ps", "--color", "always", web.name())
                        .ok())
                .contains(PLAIN_GREEN)
                .doesNotContain("\r");
        assertThat(gateway.ssh("admin")
                        .run("logs", "--color=always", web.name(), loud.name())
                        .ok())
                .containsPattern("\u001b\\[[0-9]+m" + loud.name() + " *\\| \u001b\\[0m");
    }

    @Test
    void neverIsAlsoForATerminal() {
        assertThat(onTerminal(List.of(), "ps", "--color", "never", web.name()))
                .contains("running")
                .doesNotContain("\u001b");
    }

    @Test
    void noColorIsObeyedUnlessTheLineSaysOtherwise() {
        List<String> noColor = List.of("-o", "SetEnv=NO_COLOR=1");
        assertThat(onTerminal(noColor, "ps", web.name())).contains("running").doesNotContain("\u001b");
        assertThat(onTerminal(noColor, "ps", "--color", "always", web.name())).contains(PLAIN_GREEN);
        assertThat(onTerminal(List.of("-o", "SetEnv=NO_COLOR="), "ps", web.name()))
                .contains(PLAIN_GREEN);
    }

    @Test
    void noProgramInAContainerHearsOfNoColor() {
        assertThat(gateway.ssh("admin")
                        .with("-o", "SetEnv=NO_COLOR=1")
                        .run("exec", web.name(), "env")
                        .ok())
                .doesNotContain("NO_COLOR");
        assertThat(gateway.ssh(web).with("-o", "SetEnv=NO_COLOR=1").run("env").ok())
                .doesNotContain("NO_COLOR");
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "always", "never"})
    void whatAContainerWroteCommandsNoTerminalInAnyCase(String when) {
        for (String lines : List.of(
                gateway.ssh("admin").run("logs", "--color", when, loud.name()).ok(),
                onTerminal(List.of(), "logs", "--color", when, loud.name()))) {
            assertThat(lines).contains("red\\x1b]0;x\\x07").doesNotContain("\u001b[31m", "\u001b]");
        }
    }

    @Test
    void somethingElseIsWrongUsage() {
        Ran ran = gateway.ssh("admin").run("ps", "--color", "maybe");
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("auto, always, never");
    }
}
