package io.hatchway.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "exec db mysql -uroot -psecret shop         | exec db mysql -uroot -p*** shop",
                "exec db mysql -Bpsecret shop               | exec db mysql -Bp*** shop",
                "exec db mysql -p shop                      | exec db mysql -p shop",
                "exec db mysql -hpostgres -P3306            | exec db mysql -hpostgres -P3306",
                "exec -u root db /usr/bin/mysqldump -pX     | exec -u root db /usr/bin/mysqldump -p***",
                "exec db mariadb -pX                        | exec db mariadb -p***",
                "exec db mysqladmin -pX ping                | exec db mysqladmin -p*** ping",
                "run --rm mysql:8 mysql -pX -h db           | run --rm mysql:8 mysql -p*** -h db",
                "run --rm mysql -pX                         | run --rm mysql -p***",
                "exec cache redis-cli -a X get a            | exec cache redis-cli -a *** get a",
                "exec cache redis-cli -u redis://:X@h/0     | exec cache redis-cli -u redis://:***@h/0",
                "exec docs mongosh -u root -p X             | exec docs mongosh -u root -p ***",
                "exec docs mongodump -pX --port 1           | exec docs mongodump -p*** --port 1",
                "exec db env PGPASSWORD=x psql              | exec db env PGPASSWORD=*** psql",
                "exec db env MYSQL_PWD=x mysql              | exec db env MYSQL_PWD=*** mysql",
                "exec db psql postgres://bob:x@h/shop       | exec db psql postgres://bob:***@h/shop",
                "exec web nmap -p80 -a b                    | exec web nmap -p80 -a b",
            })
    void aPasswordIsMaskedWhereItsProgramTakesOne(String line, String shown) {
        assertThat(masked(line)).isEqualTo(shown);
        assertThat(PrivateHistory.isKept(line)).isEqualTo(line.equals(shown));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "mysqldump -psecret shop > /x                | mysqldump -p*** shop > /x",
                "cd /x;mysql -p'a b' shop                    | cd /x;mysql -p*** shop",
                "PGPASSWORD=x psql shop                      | PGPASSWORD=***",
                "a $(redis-cli -a X get a) && b              | a $(redis-cli -a *** get a) && b",
                "bash -c \"mysql -pX shop\"                  | bash -c \"mysql -p*** shop\"",
                "it's; mongosh -p X                          | it's; mongosh -p ***",
                "x=1; ls -a b                                | x=1; ls -a b",
            })
    void aPasswordIsMaskedInAScriptToo(String script, String shown) {
        assertThat(Secrets.masked(List.of("exec", "db", "sh", "-c", script)))
                .containsExactly("exec", "db", "sh", "-c", shown);
        assertThat(Secrets.maskedProgram(List.of("sh", "-c", script))).containsExactly("sh", "-c", shown);
    }
}
