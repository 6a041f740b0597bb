package io.hatchway.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.access.Holder;
import io.hatchway.access.KeyBlob;
import io.hatchway.access.Restrictions;
import io.hatchway.access.Rule;
import io.hatchway.access.SampleKeys;
import io.hatchway.config.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file in authorized_keys format: its lines, keys and comments. */
final class AuthorizedKeysTest extends AuthorizedKeysScene {
    @Test
    void aLineIsAKeyAndAComment() {
        Rule rule = only(KEY);
        assertThat(rule.key()).isEqualTo(SampleKeys.blob("ed25519"));
        assertThat(rule.comment()).isEqualTo("one@test");
        assertThat(rule.restrictions()).isEqualTo(Restrictions.NONE);
        assertThat(rule.logins()).hasToString("web");
        assertThat(rule.origin()).hasToString("keys/web:1");
    }

    @Test
    void theCommentMayBeMissing() {
        assertThat(only(KEY.substring(0, KEY.lastIndexOf(' '))).comment()).isEmpty();
    }

    @Test
    void blanksCommentsAndForeignLineEndsAreNothing() {
        AuthorizedKeys keys = parse("\ufeff# a comment\r\n\r\n   \t\n\t # indented\n  \t" + KEY + "\r\n" + OTHER);
        assertThat(keys.problems()).isEmpty();
        assertThat(keys.rules()).extracting(rule -> rule.origin().line()).containsExactly(5, 6);
        assertThat(keys.rules().getFirst().comment()).isEqualTo("one@test");
    }

    @Test
    void aQuotedHashIsPartOfTheCommand() {
        assertThat(options("command=\"echo # not a comment\"").command()).contains("echo # not a comment");
    }

    @Test
    void quotesInTheCommentArePartOfIt() {
        String line = KEY.substring(0, KEY.lastIndexOf(' ')) + " \"Alice\\\" at \"home # 2";
        assertThat(only(line).comment()).isEqualTo("\"Alice\\\" at \"home # 2");
    }

    @Test
    void severalBlanksSeparateAsOneDoes() {
        String spread = "no-pty \t " + KEY.replaceFirst(" ", "\t  ");
        assertThat(only(spread).restrictions().pty()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa256", "ecdsa384", "ecdsa521", "rsa2048"})
    void aKeyOfSshKeygenIsTaken(String name) {
        assertThat(only(SampleKeys.line(name)).key()).isEqualTo(SampleKeys.blob(name));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] point(int length) {
        byte[] point = new byte[length];
        point[0] = 4;
        return point;
    }

    @Test
    void securityKeysAreTaken() {
        String ed25519 = "sk-ssh-ed25519@openssh.com";
        String ecdsa = "sk-ecdsa-sha2-nistp256@openssh.com";
        assertThat(only(ed25519 + " " + blob(ascii(ed25519), new byte[32], ascii("ssh:")))
                        .key()
                        .type())
                .isEqualTo(ed25519);
        assertThat(only(ecdsa + " " + blob(ascii(ecdsa), ascii("nistp256"), point(65), ascii("ssh:")))
                        .key()
                        .type())
                .isEqualTo(ecdsa);
        assertThat(off(ed25519 + " " + blob(ascii(ed25519), new byte[32]))).contains("torn");
        assertThat(off(ed25519 + " " + blob(ascii(ed25519), new byte[32], new byte[0])))
                .contains("torn");
    }

    @Test
    void weakKeysAreOffWithTheReason() {
        assertThat(off(SampleKeys.line("rsa1024"))).contains("1024 bits", "at least 2048");
        assertThat(off(SampleKeys.line("dsa"))).contains("DSA", "too weak");
    }

    @Test
    void aCertificateOnALineIsOffWithTheReason() {
        assertThat(off(SampleKeys.line("certificate"))).contains("the key of its authority", "cert-authority");
    }

    @Test
    void anAuthorityMeansItsCertificates() {
        assertThat(holder("cert-authority " + KEY))
                .isEqualTo(new Holder.Authority(SampleKeys.blob("ed25519"), Optional.empty()));
        assertThat(holder("principals=\"a,b\",cert-authority,no-pty " + KEY))
                .isEqualTo(new Holder.Authority(SampleKeys.blob("ed25519"), Optional.of(List.of("a", "b"))));
    }

    @Test
    void anAuthorityMayBeOnALineOfItsOwnBesideItsBareKey() {
        AuthorizedKeys keys = AuthorizedKeys.parse("web", KEY + "\ncert-authority " + KEY + "\n");
        assertThat(keys.rules()).hasSize(2);
        assertThat(keys.problems()).isEmpty();
    }

    @Test
    void principalsThatNameNobodyOrAnybodyAreOff() {
        assertThat(off("cert-authority,principals=\"\" " + KEY)).contains("names nobody");
        assertThat(off("cert-authority,principals=\",\" " + KEY)).contains("names nobody");
        assertThat(off("cert-authority,principals=\"a\",principals=\"b\" " + KEY))
                .contains("twice");
        assertThat(off("principals=\"a\" " + KEY)).contains("needs cert-authority");
    }

    private static Holder holder(String line) {
        return AuthorizedKeys.parse("web", line).rules().getFirst().line().holder();
    }

    @Test
    void aKeyOfAnotherTypeThanNamedIsOff() {
        String encoded = KEY.split(" ", -1)[1];
        assertThat(off("ssh-rsa " + encoded)).contains("not of the type named before it, ssh-rsa");
        assertThat(off("ecdsa-sha2-nistp384 " + SampleKeys.line("ecdsa256").split(" ", -1)[1]))
                .contains("not of the type");
    }

    @Test
    void aTornKeyIsOff() {
        String encoded = KEY.split(" ", -1)[1];
        assertThat(off("ssh-ed25519")).contains("missing");
        assertThat(off("ssh-ed25519 !!!!")).contains("Base64");
        assertThat(off("ssh-ed25519 " + encoded.substring(0, 40))).contains("torn");
        assertThat(off("ssh-ed25519 " + encoded.substring(0, 41))).contains("Base64");
        assertThat(off("ssh-ed25519 AAAA")).contains("torn");
        assertThat(off("ssh-ed25519 " + blob(ascii("ssh-ed25519"), new byte[31])))
                .contains("torn");
        assertThat(off("ssh-ed25519 " + blob(ascii("ssh-ed25519"), new byte[32], new byte[1])))
                .contains("torn");
        assertThat(off("ssh-rsa " + blob(ascii("ssh-rsa"), new byte[] {3}, new byte[0])))
                .contains("torn");
        assertThat(off("ssh-rsa " + blob(ascii("ssh-rsa"), new byte[] {3}, new byte[] {-1})))
                .contains("torn");
        assertThat(off("ecdsa-sha2-nistp256 " + blob(ascii("ecdsa-sha2-nistp256"), ascii("nistp384"), point(65))))
                .contains("torn");
        assertThat(off("ecdsa-sha2-nistp256 " + blob(ascii("ecdsa-sha2-nistp256"), ascii("nistp256"), new byte[65])))
                .contains("torn");
    }

    @Test
    void theSameKeyTwiceIsSaidAndBothLinesLive() {
        AuthorizedKeys keys = parse(KEY + "\nno-pty " + KEY + "\n");
        assertThat(keys.rules()).hasSize(2);
        assertThat(keys.problems())
                .singleElement()
                .hasToString("keys/web:2: warning: this key is in line 1 too, which comes first while it holds");
    }

    @Test
    void aNameThatIsNoLoginOpensNothing() {
        for (String name : List.of("id_ed25519.pub~", "a b", "", "web;id", "admin+root", "README (copy)")) {
            AuthorizedKeys keys = AuthorizedKeys.parse(name, KEY);
            assertThat(keys.rules()).isEmpty();
            assertThat(keys.problems())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.message()).contains("the file's name is no login"));
        }
    }

    @Test
    void aNulOrEscapeTurnsItsLineOffAndIsNotRepeated() {
        assertThat(off("command=\"a\0b\" " + KEY)).contains("control character");
        assertThat(off("\u001b[31m " + KEY)).contains("control character").doesNotContain("\u001b");
        assertThat(off("\0\0\0")).doesNotContain("\0");
        assertThat(off("command=\"\ufffd\" " + KEY)).contains("not UTF-8");
        assertThat(off("ssh-ed25519\0 AAAA")).doesNotContain("\0");
    }

    @Test
    void aLineMayHaveSixteenKibibytesAndTheNextStillLives() {
        assertThat(off("command=\"" + "x".repeat(1 << 14) + "\" " + KEY)).contains("longer than 16 KiB");
        assertThat(off("x".repeat((1 << 20) - 200))).contains("longer than 16 KiB");
        assertThat(options("command=\"" + "x".repeat(16_000) + "\"").command()).isPresent();
    }

    @Test
    void aFileMayHaveOneMebibyteAndTenThousandLines() {
        AuthorizedKeys huge = parse("#".repeat((1 << 20) + 1));
        assertThat(huge.problems()).singleElement().extracting(Problem::line).isEqualTo(0);
        AuthorizedKeys many = parse("\n".repeat(10_000) + KEY);
        assertThat(many.rules()).isEmpty();
        assertThat(many.problems()).singleElement().extracting(Problem::line).isEqualTo(10_001);
        assertThat(parse("\n".repeat(9_999) + KEY).rules()).hasSize(1);
    }

    @Test
    void noTextBreaksTheParser() {
        Random random = new Random(42);
        String alphabet = KEY + "\"\"\\\\,,==  \t\n\r\0#restrict,command=\"from=\"expiry-time=\"\ufffd\u001bé";
        Assertions.assertThatCode(() -> {
                    for (int round = 0; round < 20_000; round++) {
                        StringBuilder text = new StringBuilder();
                        int length = random.nextInt(200);
                        for (int i = 0; i < length; i++) {
                            int from = random.nextInt(alphabet.length());
                            int to = Math.min(alphabet.length(), from + 1 + random.nextInt(12));
                            text.append(alphabet, from, to);
                        }
                        parse(text.toString());
                    }
                })
                .doesNotThrowAnyException();
    }

    @Test
    void oneMebibyteOfQuotesIsReadAtOnce() {
        Assertions.assertThat(Optional.of(parse("\"\\".repeat(1 << 19)))).isPresent();
        org.junit.jupiter.api.Assertions.assertTimeout(
                Duration.ofSeconds(5), () -> parse(("a=\"" + "\\\"".repeat(8_000) + "\n").repeat(60)));
    }

    @Test
    void theExamplesAreOffAsShippedAndRightWhenSwitchedOn() throws IOException {
        Path folder = Path.of("keys-example");
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.sorted().toList();
            assertThat(all)
                    .extracting(file -> file.getFileName().toString())
                    .containsExactly("admin", "staging-*", "web", "web+postgres");
            for (Path file : all) {
                String text = Files.readString(file);
                String name = file.getFileName().toString();
                assertThat(AuthorizedKeys.parse(name, text).rules()).isEmpty();
                assertThat(AuthorizedKeys.parse(name, text).problems()).isEmpty();
                AuthorizedKeys on = AuthorizedKeys.parse(name, text.replaceAll("(?m)^#(?=\\S)", ""));
                assertThat(on.problems()).isEmpty();
                assertThat(on.rules())
                        .isNotEmpty()
                        .allSatisfy(rule -> assertThat(rule.comment()).startsWith("EXAMPLE "));
            }
        }
    }

    @Test
    void aBlobIsComparedByItsBytes() {
        assertThat(KeyBlob.of(Base64.getDecoder().decode(KEY.split(" ", -1)[1])))
                .isEqualTo(only(KEY).key());
    }
}
