package io.hatchway.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.access.Secret;
import io.hatchway.keys.Authenticator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates, revocation lists and one-time codes of access.yaml, with the real ssh-keygen and the real client. */
@RealEngine
final class TeamsCertificatesIT {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String SECRET = "12345678901234567890";
    private static final String SECRET_IN_BASE32 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    private static final String OUT = "may no longer open this login";

    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Box web;
    private static Box other;
    private static Site site;
    private static Gateway gateway;
    private static Path authority;
    private static Path dora;

    @BeforeAll
    static void start() throws IOException {
        web = STAGE.add(Box.busybox("--network", "none"));
        other = STAGE.add(Box.busybox("--network", "none"));
        site = STAGE.add(Site.create()).open("admin").open(web);
        authority = site.newKey("authority");
        dora = site.newKey("dora");
        Site.write(file("dora.totp"), SECRET_IN_BASE32 + "\n");
        Files.setPosixFilePermissions(file("dora.totp"), PosixFilePermissions.fromString("rw-------"));
        Site.write(file("access.yaml"), """
                people:
                  carol: {principals: [carol@example.org], roles: [developer]}
                  dora: {keys: [dora.pub], second_factor: dora.totp, roles: [developer]}
                roles:
                  developer: [{allow: [exec], containers: [%1$s, %2$s]}]
                  oncall:
                    principals: [oncall]
                    entries: [{allow: [exec], containers: [%1$s]}]
                authorities: [authority.pub]
                revoked: [revoked, revoked.krl]
                """.formatted(web.name(), other.name()));
        Site.write(file("revoked"), "# nobody\n");
        revoke("");
        site.configure("log: {level: info}\n");
        gateway = STAGE.add(site.start());
    }

    private static Path file(String name) {
        return site.dir().resolve(name);
    }

    /** Makes the revocation list anew and puts it in place at once. */
    private static void revoke(String specification) throws IOException {
        Site.write(file("specification"), specification);
        Child.run(List.of(
                        "ssh-keygen",
                        "-q",
                        "-k",
                        "-f",
                        file("new.krl").toString(),
                        "-s",
                        Site.publicHalf(authority).toString(),
                        file("specification").toString()))
                .ok();
        Files.move(file("new.krl"), file("revoked.krl"), StandardCopyOption.REPLACE_EXISTING);
    }

    private static Path signed(String name, String principals, String... options) {
        Path key = site.newKey(name);
        Certificates.sign(authority, Site.publicHalf(key), principals, options);
        return key;
    }

    private static Ssh as(Path key, Box box) {
        return gateway.ssh(box).withKey(key);
    }

    private static void refused(Ssh ssh, String reason) {
        int before = gateway.log().length();
        Ran ran = ssh.run("echo inside");
        assertThat(ran.out()).isEmpty();
        assertThat(ran.code()).as(ran.toString()).isEqualTo(255);
        assertThat(ran.err()).contains("Permission denied (publickey)");
        Eventually.holds(
                () -> gateway.log().substring(before).contains(reason),
                () -> "the log should say: " + reason + "\n" + gateway.log().substring(before));
    }

    private static void opens(Ssh ssh) {
        Eventually.holds(() -> ssh.run("true").code() == 0, () -> "stays shut:\n" + gateway.log());
    }

    @Test
    void aPrincipalOfARoleHasWhatTheRoleAllows() {
        Path key = signed("someone", "unknown,oncall");
        opens(as(key, web));
        refused(as(key, other), "opens this login");
    }

    @Test
    void aPrincipalOfAPersonIsThePersonByName() {
        Path key = signed("carol", "carol@example.org");
        opens(as(key, other));
        assertThat(gateway.log())
                .containsPattern("carol \\(SHA256:\\S+, certificate 'an id', [^)]*\\) may open " + other.name()
                        + " by \\S+access.yaml:2");
    }

    @Test
    void anotherPrincipalStaysOut() {
        refused(as(signed("stranger", "carol,developer," + web.name()), web), "for the principals carol, developer, ");
    }

    @Test
    void anotherAuthoritysCertificateStaysOut() {
        Path stranger = site.newKey("strange-authority");
        Path key = site.newKey("signed-by-stranger");
        Certificates.sign(stranger, Site.publicHalf(key), "oncall");
        refused(as(key, web), "nobody trusts its certificate's authority");
    }

    @ParameterizedTest
    @ValueSource(strings = {"serial: 4711", "id: lost laptop", "key: "})
    void aCertificateThatIsRevokedEndsItsSession(String specification) throws IOException {
        String kind = specification.substring(0, specification.indexOf(':'));
        Path lost = signed("lost-" + kind, "oncall", "-z", "4711", "-I", "lost laptop");
        Path kept = signed("kept-" + kind, "oncall", "-z", "4712", "-I", "another laptop");
        opens(as(lost, web));
        try (Ssh.Master master = as(lost, web).master();
                Child session = master.client().start("sleep 401");
                Child bystander = as(kept, web).start("sleep 402")) {
            web.awaitProgram("sleep 401");
            web.awaitProgram("sleep 402");
            revoke(specification + (kind.equals("key") ? Site.read(Site.publicHalf(lost)) : "\n"));
            assertThat(session.await(SOON).err()).contains(OUT);
            assertThat(master.client().run("echo inside").out()).isEmpty();
            refused(as(lost, web), "it is revoked");
            assertThat(as(kept, web).run("echo inside").ok()).isEqualTo("inside\n");
            assertThat(bystander.alive()).isTrue();
        } finally {
            revoke("");
        }
        opens(as(lost, web));
    }

    @Test
    void aKeyOnAPlainListTakesItsCertificateWithIt() {
        Path key = signed("listed", "oncall");
        opens(as(key, web));
        try (Child session = as(key, web).start("sleep 403")) {
            web.awaitProgram("sleep 403");
            Site.write(file("revoked"), Site.read(Site.publicHalf(key)));
            assertThat(session.await(SOON).err()).contains(OUT);
            refused(as(key, web), "it is revoked");
            gateway.ssh(web).run("true").ok();
        } finally {
            Site.write(file("revoked"), "# nobody\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "gone", "torn"})
    void aListThatCannotBeReadRefusesEverybody(String how) throws IOException {
        opens(gateway.ssh(web));
        try (Child session = gateway.ssh(web).start("sleep 404")) {
            web.awaitProgram("sleep 404");
            switch (how) {
                case "nonsense" -> Site.write(file("revoked"), "nonsense\n");
                case "gone" -> Files.delete(file("revoked"));
                default -> Files.write(file("revoked.krl"), "SSHKRL\n\0\0\0".getBytes(US_ASCII));
            }
            assertThat(session.await(SOON).err()).contains(OUT);
            refused(gateway.ssh(web), "the list of revoked keys ");
            refused(gateway.ssh("admin"), "cannot be read, so nobody is let in");
        } finally {
            Site.write(file("revoked"), "# nobody\n");
            revoke("");
        }
        opens(gateway.ssh(web));
    }

    @Test
    void aPersonsOneTimeCodeIsAskedFor() throws IOException {
        Path askpass = file("askpass");
        Site.write(askpass, "#!/bin/sh\necho \"$1\" >>\"$PROMPTS\"\nprintf '%s\\n' \"$ANSWER\"\n");
        Files.setPosixFilePermissions(askpass, PosixFilePermissions.fromString("rwx------"));
        opens(gateway.ssh(web));
        Ran withoutCode = as(dora, web).run("echo inside");
        assertThat(withoutCode.code()).isEqualTo(255);
        assertThat(withoutCode.err()).contains("Permission denied (keyboard-interactive)");
        String code = Authenticator.code(Secret.of(SECRET.getBytes(US_ASCII)), Instant.now());
        assertThat(answering(code).ok()).isEqualTo("inside\n");
        assertThat(Site.read(file("prompts")).strip()).endsWith("One-time code:");
        Ran again = answering(code);
        assertThat(again.out()).isEmpty();
        assertThat(again.code()).as("a code counts once: %s", again).isEqualTo(255);
    }

    private static Ran answering(String code) {
        List<String> argv = new ArrayList<>(as(dora, web).argv("echo inside"));
        argv.replaceAll(word -> word.equals("BatchMode=yes") ? "BatchMode=no" : word);
        Map<String, String> environment = Map.of(
                "SSH_ASKPASS",
                file("askpass").toString(),
                "SSH_ASKPASS_REQUIRE",
                "force",
                "PROMPTS",
                file("prompts").toString(),
                "ANSWER",
                code);
        try (Child client = Child.start(argv, environment)) {
            client.endInput();
            return client.await();
        }
    }
}
