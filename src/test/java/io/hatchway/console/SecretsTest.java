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

    @Test
    void valuesOfBuildArgumentsAreMasked() {
        assertThat(Secrets.masked(List.of("build", "--build-arg", "A=b=c", "--build-arg=X=y", "-t", "a:b", "-")))
                .containsExactly("build", "--build-arg", "A=***", "--build-arg=X=***", "-t", "a:b", "-");
    }

    @Test
    void aPasswordThatShouldNotHaveBeenTypedIsMasked() {
        assertThat(Secrets.masked(List.of("login", "r.test", "-u", "bob", "-p", "hush")))
                .containsExactly("login", "r.test", "-u", "bob", "-p", "***");
        assertThat(Secrets.isIn(List.of("exec", "web", "ss", "-p", "tcp"))).isFalse();
    }
}
