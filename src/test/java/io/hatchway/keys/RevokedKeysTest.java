package io.hatchway.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.access.Credential;
import io.hatchway.access.KeyBlob;
import io.hatchway.config.Problem;
import io.hatchway.config.Problems;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists of what is revoked, the binary ones made by ssh-keygen. */
final class RevokedKeysTest {
    @TempDir
    static Path folder;

    private static Keygen keygen = new Keygen(Path.of("."));

    private final Problems problems = new Problems();

    @BeforeAll
    static void makeKeys() {
        keygen = new Keygen(folder).key("ca").key("other-ca").key("user").key("other");
    }

    private RevokedKeys parse(byte[] content) {
        return RevokedKeys.parse("revoked", content, problems);
    }

    private RevokedKeys lines(String... lines) {
        return parse(String.join("\n", lines).getBytes(UTF_8));
    }

    /** A list as {@code ssh-keygen -k} makes it of these instructions, for certificates of {@code ca}. */
    private RevokedKeys list(String... instructions) {
        return parse(krl(instructions));
    }

    private static byte[] krl(String... instructions) {
        keygen.write("instructions", (String.join("\n", instructions) + "\n").getBytes(UTF_8));
        return keygen.run(List.of("-q", "-k", "-f", "krl", "-s", "ca.pub", "instructions"))
                .read("krl");
    }

    private static String line(String name) {
        return new String(keygen.read(name + ".pub"), UTF_8).strip();
    }

    private static Credential bare(String name) {
        return new Credential.Key(keygen.blob(name));
    }

    private static Credential certificate(String authority, String name, String serial) throws Exception {
        return Keygen.read(keygen.certificate(authority, name, "-z", serial));
    }

    private void whole() {
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void aLineRevokesItsKeyAndItsCertificates() throws Exception {
        RevokedKeys revoked = lines("# gone", "", line("user"));
        assertThat(revoked.revokes(bare("user"))).isTrue();
        assertThat(revoked.revokes(certificate("ca", "user", "1"))).isTrue();
        assertThat(revoked.revokes(bare("other"))).isFalse();
        assertThat(revoked.revokes(certificate("ca", "other", "1"))).isFalse();
        whole();
    }

    @Test
    void aLineWithAFingerprintDoesTheSame() throws Exception {
        RevokedKeys revoked = lines(keygen.blob("user").fingerprint() + " user of old");
        assertThat(revoked.revokes(bare("user"))).isTrue();
        assertThat(revoked.revokes(certificate("ca", "user", "1"))).isTrue();
        assertThat(revoked.revokes(bare("other"))).isFalse();
        whole();
    }

    @Test
    void aLineWithAnAuthorityRevokesAllThatItSigned() throws Exception {
        RevokedKeys revoked = lines(line("ca"));
        assertThat(revoked.revokes(certificate("ca", "user", "1"))).isTrue();
        assertThat(revoked.revokes(certificate("other-ca", "user", "1"))).isFalse();
        assertThat(revoked.revokes(bare("user"))).isFalse();
        whole();
    }

    @Test
    void aLineWithACertificateRevokesTheKeyInIt() {
        keygen.certificate("ca", "user");
        assertThat(lines(line("user-cert")).revokes(bare("user"))).isTrue();
        whole();
    }

    @Test
    void anEmptyFileRevokesNothing() {
        assertThat(lines("").revokes(bare("user"))).isFalse();
        whole();
    }

    @Test
    void aLineNobodyUnderstandsRevokesEverything() {
        RevokedKeys revoked = lines(line("user"), "ssh-ed25519 AAAA");
        assertThat(revoked.revokes(bare("other"))).isTrue();
        assertThat(problems.list()).singleElement().satisfies(problem -> {
            assertThat(problem.severity()).isEqualTo(Problem.Severity.ERROR);
            assertThat(problem.line()).isEqualTo(2);
            assertThat(problem.message()).contains("nobody is let in");
        });
    }

    @Test
    void serialsAreRevokedOneByOneInRangesAndInBitmaps() throws Exception {
        RevokedKeys revoked = list(
                "serial: 5",
                "serial: 100-4000000",
                "serial: 5000000",
                "serial: 5000002",
                "serial: 5000003",
                "serial: 5000007",
                "serial: 18446744073709551615");
        for (String gone : List.of(
                "5", "100", "3000", "4000000", "5000000", "5000002", "5000003", "5000007", "18446744073709551615")) {
            assertThat(revoked.revokes(certificate("ca", "user", gone)))
                    .as(gone)
                    .isTrue();
        }
        for (String good : List.of("0", "4", "6", "99", "4000001", "5000001", "5000006", "18446744073709551614")) {
            assertThat(revoked.revokes(certificate("ca", "user", good)))
                    .as(good)
                    .isFalse();
        }
        assertThat(revoked.revokes(certificate("other-ca", "user", "5"))).isFalse();
        assertThat(revoked.revokes(bare("user"))).isFalse();
        whole();
    }

    @Test
    void idsAreRevoked() throws Exception {
        RevokedKeys revoked = list("id: id of user");
        assertThat(revoked.revokes(certificate("ca", "user", "0"))).isTrue();
        assertThat(revoked.revokes(certificate("ca", "other", "0"))).isFalse();
        assertThat(revoked.revokes(certificate("other-ca", "user", "0"))).isFalse();
        whole();
    }

    @Test
    void serialsOfNoAuthorityAreThoseOfEvery() throws Exception {
        keygen.write("instructions", "serial: 5\n".getBytes(UTF_8));
        RevokedKeys revoked = parse(keygen.run(List.of("-q", "-k", "-f", "any", "-s", "NONE", "instructions"))
                .read("any"));
        assertThat(revoked.revokes(certificate("ca", "user", "5"))).isTrue();
        assertThat(revoked.revokes(certificate("other-ca", "user", "5"))).isTrue();
        assertThat(revoked.revokes(certificate("other-ca", "user", "6"))).isFalse();
        whole();
    }

    @Test
    void keysAreRevokedByThemselvesAndByBothFingerprints() throws Exception {
        for (String kind : List.of("key", "sha1", "sha256")) {
            RevokedKeys revoked = list(kind + ": " + line("user"));
            assertThat(revoked.revokes(bare("user"))).as(kind).isTrue();
            assertThat(revoked.revokes(certificate("ca", "user", "1"))).as(kind).isTrue();
            assertThat(revoked.revokes(bare("other"))).as(kind).isFalse();
        }
        RevokedKeys hash = list("hash: " + keygen.blob("user").fingerprint());
        assertThat(hash.revokes(bare("user"))).isTrue();
        assertThat(list("key: " + line("ca")).revokes(certificate("ca", "user", "1")))
                .isTrue();
        whole();
    }

    @Test
    void aListCutShortRevokesEverything() {
        byte[] whole = krl("serial: 5", "id: me", "key: " + line("user"));
        int header = 8 + 4 + 8 + 8 + 8 + 4 + 4;
        for (int length = 8; length < whole.length; length++) {
            boolean endsWithASection = length == header || isEndOfSection(whole, header, length);
            if (!endsWithASection) {
                RevokedKeys revoked = parse(Arrays.copyOf(whole, length));
                assertThat(revoked.revokes(bare("other")))
                        .as("%s bytes", length)
                        .isTrue();
            }
        }
        assertThat(problems.hasErrors()).isTrue();
    }

    private static boolean isEndOfSection(byte[] list, int header, int length) {
        int at = header;
        while (at < length) {
            at += 5 + java.nio.ByteBuffer.wrap(list).getInt(at + 1);
        }
        return at == length;
    }

    @Test
    void whatNobodyKnowsRevokesEverything() {
        byte[] whole = krl("serial: 5");
        byte[] critical =
                SoftwareToken.join(SoftwareToken.string("new@example.com"), new byte[] {1}, SoftwareToken.string(""));
        byte[] harmless = critical.clone();
        harmless[4 + 15] = 0;
        assertThat(everythingIsRevoked(with(whole, 77, new byte[0]))).isTrue();
        assertThat(everythingIsRevoked(with(whole, 255, critical))).isTrue();
        assertThat(everythingIsRevoked(with(whole, 255, harmless))).isFalse();
        byte[] later = whole.clone();
        later[11] = 2;
        assertThat(everythingIsRevoked(later)).isTrue();
    }

    private boolean everythingIsRevoked(byte[] list) {
        return parse(list).revokes(new Credential.Key(KeyBlob.of(new byte[0])));
    }

    private static byte[] with(byte[] list, int kind, byte[] section) {
        return SoftwareToken.join(list, new byte[] {(byte) kind}, SoftwareToken.string(section));
    }
}
