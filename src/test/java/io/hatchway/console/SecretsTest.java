package io.hatchway.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SecretsTest {
    @Test
    void valuesOfVariablesAreMasked() {
        assertThat(Secrets.masked(List.of("run", "-e", "A=b=c", "--env=X=y", "image")))
                .containsExactly("run", "-e", "A=***", "--env=X=***", "image");
    }

    @Test
    void whatIsCalledASecretIsMasked() {
        assertThat(Secrets.masked(List.of("x", "--password", "p", "--api-token=t", "DB_PASSWORD=q")))
                .containsExactly("x", "--password", "***", "--api-token=***", "DB_PASSWORD=***");
    }

    @Test
    void otherLinesStayAsTheyAre() {
        assertThat(Secrets.isIn(List.of("logs", "web", "--since=10m", "-f"))).isFalse();
    }
}
