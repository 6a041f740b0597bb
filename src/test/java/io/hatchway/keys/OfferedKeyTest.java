package io.hatchway.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hatchway.access.Credential;
import io.hatchway.access.Flag;
import io.hatchway.access.KeyBlob;
import io.hatchway.access.Proof;
import io.hatchway.access.SampleKeys;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and certificates as clients offer them; every certificate here was made by ssh-keygen, or from one of its own. */
final class OfferedKeyTest {
    private static final byte[] DATA = "what is signed".getBytes(UTF_8);

    @TempDir
    static Path folder;

    private static Keygen keygen = new Keygen(Path.of("."));

    @BeforeAll
    static void makeKeys() {
        keygen = new Keygen(folder)
                .key("ca")
                .key("ca-rsa", "-t", "rsa", "-b", "2048")
                .key("ca-short", "-t", "rsa", "-b", "1024")
                .key("ca-256", "-t", "ecdsa", "-b", "256")
                .key("ca-384", "-t", "ecdsa", "-b", "384")
                .key("ca-521", "-t", "ecdsa", "-b", "521")
                .key("user")
                .key("user-rsa", "-t", "rsa", "-b", "2048")
                .key("user-256", "-t", "ecdsa", "-b", "256")
                .key("user-384", "-t", "ecdsa", "-b", "384")
                .key("user-521", "-t", "ecdsa", "-b", "521")
                .publicKey("user-sk", SoftwareToken.ed25519().publicKey())
                .publicKey("user-sk-256", SoftwareToken.ecdsa().publicKey());
    }

    private static void refused(String reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        UnusableKeyException.class, e -> assertThat(e.reason()).contains(reason));
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "user-rsa", "user-256", "user-384", "user-521", "user-sk", "user-sk-256"})
    void everyKindOfKeyCanHaveACertificate(String name) throws Exception {
        Credential.Certificate read = Keygen.read(keygen.certificate("ca", name, "-z", "7"));
        assertThat(read.key()).isEqualTo(keygen.blob(name));
        assertThat(read.authority()).isEqualTo(keygen.blob("ca"));
        assertThat(read.serial()).isEqualTo(7);
        assertThat(read.id()).isEqualTo("id of " + name);
        assertThat(read.principals()).containsExactly("web", "db");
    }

    @ParameterizedTest
    @CsvSource({"ca-rsa,rsa-sha2-256", "ca-rsa,rsa-sha2-512", "ca-256,''", "ca-384,''", "ca-521,''"})
    void everyModernKindOfAuthorityIsUnderstood(String authority, String algorithm) throws Exception {
        KeyBlob blob = algorithm.isEmpty()
                ? keygen.certificate(authority, "user")
                : keygen.certificate(authority, "user", "-t", algorithm);
        assertThat(Keygen.read(blob).authority()).isEqualTo(keygen.blob(authority));
    }

    @Test
    void anAuthorityThatSignsWithSha1IsRefused() {
        refused("not signed", () -> Keygen.read(keygen.certificate("ca-rsa", "user", "-t", "ssh-rsa")));
    }

    @Test
    void anAuthorityWithAShortKeyIsRefused() {
        refused("1024 bits", () -> Keygen.read(keygen.certificate("ca-short", "user")));
    }

    @Test
    void anAuthorityMayBeASecurityKey() throws Exception {
        SoftwareToken token = SoftwareToken.ed25519();
        byte[] unsigned = withoutSignature(keygen.certificate("ca", "user"), token.publicKey());
        KeyBlob blob = KeyBlob.of(
                SoftwareToken.join(unsigned, SoftwareToken.string(token.sign(unsigned, SoftwareToken.TOUCHED))));
        assertThat(Keygen.read(blob).authority()).isEqualTo(token.publicKey());
    }

    @Test
    void aCertificateIsNoAuthority() {
        KeyBlob certificate = keygen.certificate("ca", "user");
        byte[] unsigned = withoutSignature(certificate, certificate);
        refused(
                "no kind of key",
                () -> Keygen.read(KeyBlob.of(SoftwareToken.join(unsigned, SoftwareToken.string(DATA)))));
    }

    /** A certificate of an ed25519 authority up to its signature, with another authority's key in it. */
    private static byte[] withoutSignature(KeyBlob certificate, KeyBlob authority) {
        byte[] bytes = certificate.bytes();
        int key = 4 + keygen.blob("ca").bytes().length;
        int signature = 4 + 4 + 11 + 4 + 64;
        return SoftwareToken.join(
                Arrays.copyOf(bytes, bytes.length - signature - key), SoftwareToken.string(authority.bytes()));
    }

    @Test
    void aCertificateForHostsIsRefused() {
        refused("for hosts", () -> Keygen.read(keygen.certificate("ca", "user", "-h")));
    }

    @Test
    void aCriticalOptionNobodyKnowsIsRefused() {
        refused(
                "critical option",
                () -> Keygen.read(keygen.certificate("ca", "user", "-O", "critical:launch@example.com=now")));
    }

    @Test
    void aCertificateThatIsRefusedForAnOptionIsNamedWithTheOption() {
        KeyBlob blob = keygen.certificate("ca", "user", "-z", "7", "-O", "critical:launch@example.com=now");
        refused(
                "a critical option nobody here knows: launch@example.com (certificate 'id of user'",
                () -> OfferedKey.parse(blob.type(), blob));
        refused("serial 7", () -> OfferedKey.parse(blob.type(), blob));
        refused("the principals web, db", () -> OfferedKey.parse(blob.type(), blob));
        assertThat(OfferedKey.described(blob))
                .hasValueSatisfying(described -> assertThat(described.serial()).isEqualTo(7));
        String file = blob.type() + " " + Base64.getEncoder().encodeToString(blob.bytes()) + "\n";
        assertThat(AccessReport.certificate(file)).isEmpty();
        assertThat(AccessReport.uselessCertificate(file))
                .anyMatch(line -> line.startsWith(keygen.blob("user").fingerprint() + " with the certificate"))
                .contains("  It opens nothing: its certificate has a critical option nobody here knows:"
                        + " launch@example.com.");
    }

    @Test
    void anOptionsNameIsCutAndHasNothingATerminalWouldObey() {
        String name = "a\u001b[2J\u202e" + "x".repeat(100) + "@e";
        refused(
                "nobody here knows: a?[2J?" + "x".repeat(58) + " (certificate",
                () -> Keygen.read(keygen.certificate("ca", "user", "-O", "critical:" + name + "=now")));
    }

    @Test
    void aCertificateThatMayOpenSomethingIsNotUseless() {
        KeyBlob blob = keygen.certificate("ca", "user");
        String file = blob.type() + " " + Base64.getEncoder().encodeToString(blob.bytes());
        assertThat(AccessReport.uselessCertificate(file)).isEmpty();
        KeyBlob host = keygen.certificate("ca", "user", "-h");
        assertThat(AccessReport.uselessCertificate(
                        host.type() + " " + Base64.getEncoder().encodeToString(host.bytes())))
                .contains("  It opens nothing: it is a certificate for hosts, not for users.");
    }

    @Test
    void anExtensionNobodyKnowsIsPassedOver() throws Exception {
        assertThat(Keygen.read(keygen.certificate("ca", "user", "-O", "extension:colour@example.com=blue"))
                        .restrictions()
                        .pty())
                .isTrue();
    }

    @Test
    void whatACertificateAllowsIsWhatItSays() throws Exception {
        var all = Keygen.read(keygen.certificate("ca", "user")).restrictions();
        assertThat(all.pty()).isTrue();
        assertThat(all.portForwarding()).isEqualTo(Flag.GRANTED);
        assertThat(all.agentForwarding()).isEqualTo(Flag.GRANTED);
        assertThat(all.x11Forwarding()).isEqualTo(Flag.GRANTED);
        assertThat(all.touchRequired()).isTrue();
        assertThat(all.verifyRequired()).isFalse();
        var none = Keygen.read(keygen.certificate("ca", "user", "-O", "clear")).restrictions();
        assertThat(none.pty()).isFalse();
        assertThat(none.portForwarding()).isEqualTo(Flag.REFUSED);
        assertThat(none.agentForwarding()).isEqualTo(Flag.REFUSED);
        assertThat(none.x11Forwarding()).isEqualTo(Flag.REFUSED);
    }

    @Test
    void whatACertificateDemandsIsWhatItSays() throws Exception {
        var read = Keygen.read(keygen.certificate(
                        "ca",
                        "user",
                        "-O",
                        "force-command=date -u",
                        "-O",
                        "source-address=10.0.0.0/8,::1/128",
                        "-O",
                        "verify-required",
                        "-O",
                        "no-touch-required"))
                .restrictions();
        assertThat(read.command()).contains("date -u");
        assertThat(read.from().map(Object::toString)).contains("10.0.0.0/8,::1/128");
        assertThat(read.verifyRequired()).isTrue();
        assertThat(read.touchRequired()).isFalse();
    }

    @Test
    void validityIsFromTheFirstInstantToTheLast() throws Exception {
        var bounded = Keygen.read(keygen.certificate("ca", "user", "-V", "20300101000000Z:20300102000000Z"));
        assertThat(bounded.validFrom()).isEqualTo(Instant.parse("2030-01-01T00:00:00Z"));
        assertThat(bounded.validUntil()).isEqualTo(Instant.parse("2030-01-02T00:00:00Z"));
        var endless = Keygen.read(keygen.certificate("ca", "user", "-V", "always:forever"));
        assertThat(endless.validFrom()).isEqualTo(Instant.EPOCH);
        assertThat(endless.validUntil()).isAfter(Instant.parse("9999-01-01T00:00:00Z"));
    }

    @Test
    void aSerialIsUnsigned() throws Exception {
        assertThat(Keygen.read(keygen.certificate("ca", "user", "-z", "18446744073709551615"))
                        .serial())
                .isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "user-256", "user-sk"})
    void noBitOfACertificateCanBeChanged(String name) {
        byte[] whole = keygen.certificate("ca", name).bytes();
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> OfferedKey.parse(KeyBlob.of(whole).type(), KeyBlob.of(changed))
                            .checkAuthority())
                    .as("byte %s", i)
                    .isInstanceOf(UnusableKeyException.class);
        }
    }

    @Test
    void aCertificateCutShortOrLongerIsRefused() {
        KeyBlob whole = keygen.certificate("ca", "user");
        for (int length = 0; length < whole.bytes().length; length++) {
            KeyBlob torn = KeyBlob.of(Arrays.copyOf(whole.bytes(), length));
            assertThatThrownBy(() -> OfferedKey.parse(whole.type(), torn)).isInstanceOf(UnusableKeyException.class);
        }
        refused("follows", () -> Keygen.read(KeyBlob.of(SoftwareToken.join(whole.bytes(), new byte[1]))));
    }

    @ParameterizedTest
    @CsvSource({
        "ssh-rsa,                            user-rsa",
        "ssh-rsa-cert-v01@openssh.com,       user-rsa",
        "ssh-ed25519,                        user-rsa",
        "rsa-sha2-256,                       user",
        "ssh-ed25519-cert-v01@openssh.com,   user",
        "rsa-sha2-256-cert-v01@openssh.com,  user-rsa",
    })
    void aKeyOfferedUnderAnotherAlgorithmIsRefused(String algorithm, String key) {
        refused("do not fit", () -> OfferedKey.parse(algorithm, keygen.blob(key)));
    }

    @Test
    void aCertificateOfferedUnderAnotherAlgorithmIsRefused() {
        KeyBlob rsa = keygen.certificate("ca", "user-rsa");
        refused("do not fit", () -> OfferedKey.parse("ssh-rsa-cert-v01@openssh.com", rsa));
        refused("do not fit", () -> OfferedKey.parse("rsa-sha2-256", rsa));
        refused("do not fit", () -> OfferedKey.parse("ssh-ed25519-cert-v01@openssh.com", rsa));
    }

    @Test
    void weakAndBrokenKeysAreRefused() {
        refused("1024 bits", () -> OfferedKey.parse("rsa-sha2-256", SampleKeys.blob("rsa1024")));
        byte[] offTheCurve = keygen.blob("user-256").bytes();
        offTheCurve[offTheCurve.length - 1] ^= 1;
        refused("no key", () -> OfferedKey.parse("ecdsa-sha2-nistp256", KeyBlob.of(offTheCurve)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSecurityKeySaysWhetherItWasTouchedAndItsHolderVerified(boolean ecdsa) throws Exception {
        SoftwareToken token = ecdsa ? SoftwareToken.ecdsa() : SoftwareToken.ed25519();
        OfferedKey key = OfferedKey.parse(token.publicKey().type(), token.publicKey());
        assertThat(key.proof(token.sign(DATA, 0), DATA)).contains(new Proof(false, false));
        assertThat(key.proof(token.sign(DATA, SoftwareToken.TOUCHED), DATA)).contains(new Proof(true, false));
        assertThat(key.proof(token.sign(DATA, SoftwareToken.TOUCHED | SoftwareToken.VERIFIED), DATA))
                .contains(new Proof(true, true));
    }

    @Test
    void flagsOfASecurityKeyCannotBeForged() throws Exception {
        SoftwareToken token = SoftwareToken.ed25519();
        OfferedKey key = OfferedKey.parse(token.publicKey().type(), token.publicKey());
        byte[] untouched = token.sign(DATA, 0);
        untouched[untouched.length - 5] = SoftwareToken.TOUCHED;
        assertThat(key.proof(untouched, DATA)).isEqualTo(Optional.empty());
    }

    @Test
    void aSignatureOfOtherDataOrAnotherKeyOrWithMoreBehindItDoesNotHold() throws Exception {
        SoftwareToken token = SoftwareToken.ecdsa();
        OfferedKey key = OfferedKey.parse(token.publicKey().type(), token.publicKey());
        byte[] made = token.sign(DATA, 1);
        assertThat(key.proof(made, "other".getBytes(UTF_8))).isEmpty();
        assertThat(key.proof(SoftwareToken.ecdsa().sign(DATA, 1), DATA)).isEmpty();
        assertThat(key.proof(SoftwareToken.join(made, new byte[1]), DATA)).isEmpty();
        assertThat(key.proof(new byte[0], DATA)).isEmpty();
    }

    @Test
    void aCertificateNobodySignedSaysWhatItLikesAndProvesNothing() throws Exception {
        SoftwareToken token = SoftwareToken.ed25519();
        keygen.publicKey("token", token.publicKey());
        byte[] forged = keygen.certificate("ca", "token").bytes();
        forged[forged.length - 1] ^= 1;
        OfferedKey key = OfferedKey.parse(KeyBlob.of(forged).type(), KeyBlob.of(forged));
        assertThat(key.credential())
                .isInstanceOfSatisfying(
                        Credential.Certificate.class,
                        certificate -> assertThat(certificate.authority()).isEqualTo(keygen.blob("ca")));
        refused("not signed", key::checkAuthority);
        refused("not signed", () -> key.proof(token.sign(DATA, SoftwareToken.TOUCHED), DATA));
        refused("not signed", key::checkAuthority);
    }

    @Test
    void aCertificatesFingerprintIsThatOfItsKey() {
        KeyBlob certificate = keygen.certificate("ca", "user", "-z", "7");
        assertThat(OfferedKey.fingerprint(certificate))
                .isEqualTo(keygen.blob("user").fingerprint());
        assertThat(OfferedKey.fingerprint(keygen.blob("user")))
                .isEqualTo(keygen.blob("user").fingerprint());
        assertThat(OfferedKey.described(certificate))
                .hasValueSatisfying(described -> assertThat(described.serial()).isEqualTo(7));
        assertThat(OfferedKey.described(keygen.blob("user"))).isEmpty();
    }
}
