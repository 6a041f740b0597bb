package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.access.KeyBlob;
import io.hatchway.keys.SoftwareToken;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** FIDO2 keys: the real client, and an agent with a security key in software. */
@RealEngine
final class SecurityKeysIT {
    private static final int TOUCHED = SoftwareToken.TOUCHED;
    private static final int VERIFIED = SoftwareToken.VERIFIED;

    @AutoClose
    private static final Stage STAGE = new Stage();

    private static final SoftwareToken ED25519 = SoftwareToken.ed25519();
    private static final SoftwareToken ECDSA = SoftwareToken.ecdsa();

    private static Site site;
    private static Gateway gateway;
    private static Path authority;

    @BeforeAll
    static void start() {
        Box web = STAGE.add(Box.debian());
        site = STAGE.add(Site.create());
        authority = site.newKey("authority");
        // One login for each demand, all of them users of one container.
        open(web, "daemon", "");
        open(web, "bin", "no-touch-required ");
        open(web, "sys", "verify-required ");
        open(web, "mail", "no-touch-required,verify-required ");
        String ca = Site.read(Site.publicHalf(authority));
        Site.write(site.keys().resolve(web.name() + "+proxy"), "cert-authority,principals=\"me\" " + ca);
        Site.write(
                site.keys().resolve(web.name() + "+backup"),
                "no-touch-required,cert-authority,principals=\"me\" " + ca);
        gateway = STAGE.add(site.start());
        box = web.name();
    }

    private static String box = "";

    private static void open(Box web, String user, String options) {
        Site.write(
                site.keys().resolve(web.name() + "+" + user),
                options + line(ED25519.publicKey()) + "\n" + options + line(ECDSA.publicKey()) + "\n");
    }

    private static String line(KeyBlob key) {
        return key.type() + " " + Base64.getEncoder().encodeToString(key.bytes()) + " token";
    }

    private static Ran login(String user, SoftwareToken token, int flags, KeyBlob... certificates) {
        try (SoftwareAgent agent = new SoftwareAgent(token, flags, certificates)) {
            // No -i, and the first of two options counts, so this is put together here.
            return Child.run(List.of(
                    "ssh",
                    "-F",
                    "/dev/null",
                    "-p",
                    Integer.toString(gateway.port()),
                    "-o",
                    "IdentityAgent=" + agent.socket(),
                    "-o",
                    "BatchMode=yes",
                    "-o",
                    "LogLevel=ERROR",
                    "-o",
                    "StrictHostKeyChecking=accept-new",
                    "-o",
                    "UserKnownHostsFile=" + site.dir().resolve("known_hosts"),
                    "-l",
                    box + "+" + user,
                    gateway.host(),
                    "id -un"));
        }
    }

    @ParameterizedTest(name = "{0} with flags {1}: {2}")
    @CsvSource({
        "daemon, 1, true",
        "daemon, 5, true",
        "daemon, 0, false",
        "daemon, 4, false",
        "bin,    0, true",
        "bin,    1, true",
        "sys,    1, false",
        "sys,    4, false",
        "sys,    5, true",
        "mail,   0, false",
        "mail,   4, true",
    })
    void touchAndPinAreDemandedAsTheLineSays(String user, int flags, boolean letsIn) {
        for (SoftwareToken token : List.of(ED25519, ECDSA)) {
            Ran ran = login(user, token, flags);
            if (letsIn) {
                assertThat(ran.ok()).isEqualTo(user + "\n");
            } else {
                assertThat(ran.code()).as(ran.toString()).isEqualTo(255);
                assertThat(ran.err()).contains("Permission denied (publickey)");
            }
        }
    }

    @Test
    void theLogSaysThatNobodyTouchedTheKey() {
        login("daemon", ED25519, 0);
        Eventually.holds(() -> gateway.log().contains("nobody touched the security key"), () -> "the log has it not");
    }

    @Test
    void aSecurityKeyCanHaveACertificate() {
        for (SoftwareToken token : List.of(ED25519, ECDSA)) {
            assertThat(login("proxy", token, TOUCHED, certificate(token)).ok()).isEqualTo("proxy\n");
        }
    }

    @Test
    void noTouchIsWaivedOnlyByLineAndCertificateTogether() {
        KeyBlob asking = certificate(ED25519);
        KeyBlob waiving = certificate(ED25519, "-O", "no-touch-required");
        assertThat(login("proxy", ED25519, 0, waiving).code())
                .as("the certificate alone")
                .isEqualTo(255);
        assertThat(login("backup", ED25519, 0, asking).code())
                .as("the line alone")
                .isEqualTo(255);
        assertThat(login("backup", ED25519, 0, waiving).ok()).isEqualTo("backup\n");
    }

    @Test
    void aCertificateCanDemandThePin() {
        KeyBlob demanding = certificate(ED25519, "-O", "verify-required");
        assertThat(login("proxy", ED25519, TOUCHED, demanding).code()).isEqualTo(255);
        assertThat(login("proxy", ED25519, TOUCHED | VERIFIED, demanding).ok()).isEqualTo("proxy\n");
    }

    /** From a file the client would not offer one; from an agent it does. */
    @Test
    void aCertificateForHostsStaysOut() {
        assertThat(login("proxy", ED25519, TOUCHED, certificate(ED25519, "-h")).code())
                .isEqualTo(255);
        Eventually.holds(
                () -> gateway.log().contains("it is a certificate for hosts, not for users"),
                () -> "the log has it not: " + gateway.log());
    }

    private static KeyBlob certificate(SoftwareToken token, String... options) {
        Path key = site.dir().resolve("token.pub");
        Site.write(key, line(token.publicKey()) + "\n");
        return Certificates.sign(authority, key, "me", options);
    }
}
