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

    private static String masked(String line) {
        return String.join(" ", Secrets.masked(List.of(line.split(" "))));
    }

    @Test
    void aVariableBehindAShortOptionIsMaskedHoweverItIsWritten() {
        assertThat(masked("run -eDB_PWD=x img")).isEqualTo("run -eDB_PWD=*** img");
        assertThat(masked("run -de X=x img")).isEqualTo("run -de X=*** img");
        assertThat(masked("run -deX=x=y img")).isEqualTo("run -deX=*** img");
        assertThat(masked("run -e=X=x img")).isEqualTo("run -e=X=*** img");
        assertThat(masked("run -e X=x img")).isEqualTo("run -e X=*** img");
        assertThat(masked("run -e -X=x img")).isEqualTo("run -e -X=*** img");
        assertThat(masked("exec -itde X=x web")).isEqualTo("exec -itde X=*** web");
    }

    @Test
    void aProgramsWordsAreMaskedAsInTheLineThatRunsIt() {
        assertThat(Secrets.maskedProgram(List.of("mysql", "--password=x", "-ce", "a=b")))
                .containsExactly("mysql", "--password=***", "-ce", "a=b");
        assertThat(Secrets.maskedProgram(List.of())).isEmpty();
    }

    @Test
    void aProgramsOwnOptionsAreNoVariables() {
        assertThat(Secrets.isIn(List.of("exec", "web", "java", "-Dserver.port=80")))
                .isFalse();
        assertThat(Secrets.isIn(List.of("exec", "web", "sh", "-ce", "x=1; ls"))).isFalse();
    }

    @Test
    void aPasswordRightBehindItsOptionIsMasked() {
        assertThat(masked("login -u ci -px reg")).isEqualTo("login -u ci -p*** reg");
        assertThat(masked("exec web docker login -p x reg")).isEqualTo("exec web docker login -p *** reg");
    }

    @Test
    void passAndPwdAreNamesOfSecrets() {
        assertThat(masked("run img DB_PASS=x --pwd y")).isEqualTo("run img DB_PASS=*** --pwd ***");
    }

    @Test
    void noLineWithASecretIsKeptWhateverItsQuotes() {
        assertThat(PrivateHistory.isKept("run -e \"X=a b\" img")).isFalse();
        assertThat(PrivateHistory.isKept("run '-eX=a' img")).isFalse();
        assertThat(PrivateHistory.isKept("login -u ci \"-px\" reg")).isFalse();
        assertThat(PrivateHistory.isKept("logs web -f | grep 'a=b'")).isTrue();
        assertThat(PrivateHistory.isKept("logs " + "x".repeat(5000))).isFalse();
    }
}
