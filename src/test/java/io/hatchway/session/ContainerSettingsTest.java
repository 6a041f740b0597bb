package io.hatchway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ContainerSettingsTest {
    private static final ContainerSettings UNSAID = new ContainerSettings(List.of(), Optional.empty());
    private static final ContainerSettings SAID = new ContainerSettings(List.of("zsh"), Optional.of("/a"));

    @Test
    void aLabelChoosesTheShell() {
        assertThat(UNSAID.orLabels(Map.of("hatchway.shell", " fish  -l ")).shell())
                .containsExactly("fish", "-l");
    }

    @Test
    void theConfigurationWinsOverALabel() {
        assertThat(SAID.orLabels(Map.of("hatchway.shell", "fish", "hatchway.env-file", "/b")))
                .isEqualTo(SAID);
    }

    @Test
    void aBlankLabelChoosesNothing() {
        assertThat(UNSAID.orLabels(Map.of("hatchway.shell", "  "))).isEqualTo(UNSAID);
    }

    @Test
    void aLabelNamesTheEnvFile() {
        assertThat(UNSAID.orLabels(Map.of("hatchway.env-file", "/app/.env")).envFile())
                .contains("/app/.env");
    }

    @Test
    void anEnvFileWithoutAnAbsolutePathIsNone() {
        assertThat(UNSAID.orLabels(Map.of("hatchway.env-file", "app/.env")).envFile())
                .isEmpty();
    }
}
