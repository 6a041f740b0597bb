package io.hatchway.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.access.Rule;
import io.hatchway.access.SampleKeys;
import io.hatchway.config.Problem;
import io.hatchway.config.Problems;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A private key was put where the public one belongs: nothing of it is repeated. */
final class PrivateKeyInKeysTest extends AuthorizedKeysScene {
    private static final String PUTTY = """
            PuTTY-User-Key-File-3: ssh-ed25519
            Encryption: none
            Comment: laptop
            Public-Lines: 2
            AAAAC3NzaC1lZDI1NTE5AAAAIMzE
            dGVzdA
            Private-Lines: 1
            AAAAIGsecretsecretsecret
            Private-MAC: 00112233
            """;

    @TempDir
    Path folder;

    private String written(String name, String... options) {
        return new String(new Keygen(folder).key(name, options).read(name), StandardCharsets.UTF_8);
    }

    static List<List<String>> kinds() {
        return List.of(
                List.of("-t", "ed25519"),
                List.of("-t", "rsa", "-b", "2048", "-m", "PEM"),
                List.of("-t", "rsa", "-b", "2048", "-m", "PKCS8"),
                List.of("-t", "ecdsa", "-m", "PKCS8", "-N", "a pass phrase"),
                List.of("-t", "rsa", "-b", "2048", "-m", "PEM", "-N", "a pass phrase"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aPrivateKeyIsOneProblemAndTheLineBehindItLives(List<String> options) {
        AuthorizedKeys keys = parse(written("key", options.toArray(String[]::new)) + OTHER + "\n");
        assertThat(keys.problems()).singleElement().satisfies(PrivateKeyInKeysTest::isSaid);
        assertThat(keys.rules()).extracting(Rule::key).containsExactly(SampleKeys.blob("other"));
    }

    private static void isSaid(Problem problem) {
        assertThat(problem.line()).isEqualTo(1);
        assertThat(problem.severity()).isEqualTo(Problem.Severity.ERROR);
        assertThat(problem.message()).contains("private key", "make a new key", ".pub file");
    }

    @Test
    void aPuttyKeyEndsWithItsCheck() {
        AuthorizedKeys keys = parse(PUTTY + OTHER + "\n");
        assertThat(keys.problems()).singleElement().satisfies(PrivateKeyInKeysTest::isSaid);
        assertThat(keys.rules()).hasSize(1);
    }

    @Test
    void aPrivateKeyWithoutItsEndTurnsOffTheRestOfTheFile() {
        String torn = written("key").replaceAll("(?m)^-+END.*\n", "");
        AuthorizedKeys keys = parse(torn + OTHER + "\n");
        assertThat(keys.rules()).isEmpty();
        assertThat(keys.problems()).hasSize(1);
    }

    @Test
    void aPrivateKeyInOneLineEndsInIt() {
        AuthorizedKeys keys = parse(written("key").strip().replace('\n', ' ') + "\n" + OTHER + "\n");
        assertThat(keys.problems()).hasSize(1);
        assertThat(keys.rules()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void ofAPrivateKeyWithoutItsBeginningNoWordIsRepeated(List<String> options) {
        String body = written("key", options.toArray(String[]::new)).replaceAll("(?m)^-+BEGIN.*\n", "");
        String said = parse(body).problems().stream()
                .map(Problem::message)
                .collect(Collectors.joining("\n"))
                .toLowerCase(Locale.ROOT);
        assertThat(said).isNotEmpty();
        Arrays.stream(body.toLowerCase(Locale.ROOT).split("[^a-z0-9]+"))
                .filter(piece -> piece.length() > 8)
                .forEach(piece -> assertThat(said).doesNotContain(piece));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AAAAC3NzaC1lZDI1",
                "kQ3xYz8A",
                "ab",
                "deadbeef01",
                "hunter2",
                "3f2a9c1e-77b0-4a52",
                "aVeryLongNameThatCouldBeAnything-OrNothing",
                "no-Zq8f2LmX",
                "wJalrXUtnFEMI"
            })
    void aWordThatCouldBeASecretIsNotRepeated(String word) {
        assertThat(off(word + " " + KEY))
                .contains("an unknown option or key type")
                .doesNotContain(word);
        assertThat(off(word + "=\"x\" " + KEY))
                .contains("an unknown option or key type")
                .doesNotContain(word);
        assertThat(off(word + "= " + KEY)).contains("an option").doesNotContain(word);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"no-prt-forwarding", "ssh-ed2551", "ssh-ecdsa", "No-Pyt", "comand", "X12-forwarding", "pubkey"})
    void aMisspeltWordIsRepeatedAsItWasTyped(String word) {
        assertThat(off(word + " " + KEY)).endsWith("there is no option or key type " + word);
    }

    @Test
    void aByteOrderMarkBeforeTheFirstLineIsNothing() {
        AuthorizedKeys keys = parse("\ufeff" + KEY + "\n");
        assertThat(keys.problems()).isEmpty();
        assertThat(keys.rules()).hasSize(1);
        Problems revoked = new Problems();
        RevokedKeys.parse("revoked", ("\ufeff" + KEY + "\n").getBytes(StandardCharsets.UTF_8), revoked);
        assertThat(revoked.list()).isEmpty();
        assertThat(parse("\ufeff" + PUTTY).problems()).singleElement().satisfies(PrivateKeyInKeysTest::isSaid);
    }
}
