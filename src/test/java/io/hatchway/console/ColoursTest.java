package io.hatchway.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.session.Exit;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ColoursTest {
    @TempDir
    private Path state;

    private SampleConsole console;

    @BeforeEach
    void openConsole() {
        console = new SampleConsole(state);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"doctor --color always", "doctor --color=always", "help --color always", "info --color always"})
    void alwaysColoursAlsoWhereThereIsNoTerminal(String line) throws Exception {
        console.run(line);
        assertThat(console.client.out()).contains("\033[");
    }

    @ParameterizedTest
    @ValueSource(strings = {"doctor", "doctor --color auto", "doctor --color never"})
    void otherwiseAFileHasNone(String line) throws Exception {
        console.run(line);
        assertThat(console.client.out()).isNotEmpty().doesNotContain("\033");
    }

    @Test
    void whatIsNoneOfTheThreeIsWrongUsage() throws Exception {
        assertThat(console.run("doctor --color sometimes")).isEqualTo(new Exit.Status(Codes.USAGE));
        assertThat(console.client.err()).contains("expected one of auto, always, never but was 'sometimes'");
    }

    @Test
    void theWordOfAProgramIsItsOwn() throws Exception {
        assertThat(console.run("run shop --color always")).isEqualTo(new Exit.Status(Codes.UNKNOWN));
        assertThat(console.client.err()).contains("There is no image 'shop'");
    }

    @Test
    void everyCommandHasItAndItsValuesAreCompleted() {
        var root = Commands.model(console.context());
        assertThat(root.getSubcommands().values())
                .allSatisfy(command -> assertThat(
                                command.getCommandSpec().findOption("--color").completionCandidates())
                        .containsExactly("auto", "always", "never"));
    }
}
