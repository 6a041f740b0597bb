package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Further host keys, their rotation and certificates, as OpenSSH's client sees them; and what ssh-audit says. */
@RealEngine
final class HostKeysIT {
    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Box web;

    @BeforeAll
    static void box() {
        web = STAGE.add(Box.debian());
    }

    private static Site site() {
        return Site.create().open(web);
    }

    private static void makeKey(Path file, String... kind) {
        List<String> argv = new ArrayList<>(List.of("ssh-keygen", "-q", "-N", "", "-f", file.toString()));
        argv.addAll(List.of(kind));
        Child.run(argv).ok();
    }

    private static String publicPart(Path key) {
        return Site.read(Site.publicHalf(key)).split(" ", -1)[1];
    }

    @Test
    void aClientLearnsTheKeysOfALaterDay() {
        try (Site site = site().configure("ssh: { host_keys: [next, ecdsa, rsa] }\n")) {
            List<Path> keys = List.of(
                    site.dir().resolve("next"),
                    site.dir().resolve("ecdsa"),
                    site.dir().resolve("rsa"));
            makeKey(keys.get(0), "-t", "ed25519");
            makeKey(keys.get(1), "-t", "ecdsa", "-b", "384");
            makeKey(keys.get(2), "-t", "rsa", "-b", "3072");
            try (Gateway gateway = site.start()) {
                gateway.ssh(web).run("true").ok();
                // The client learns from hosts it knows already; the second is for it to ask for the proofs.
                gateway.ssh(web).with("-o", "UpdateHostKeys=yes").run("sleep 1").ok();
                Path known = site.dir().resolve("known_hosts");
                Eventually.holds(
                        () -> keys.stream().allMatch(key -> Site.read(known).contains(publicPart(key))),
                        () -> Site.read(known));
                for (String type : List.of("ecdsa-sha2-nistp384", "rsa-sha2-512", "rsa-sha2-256", "ssh-ed25519")) {
                    // Without further updates: the client would forget the types it is told not to use.
                    Ran ran = gateway.ssh(web)
                            .with("-o", "UpdateHostKeys=no", "-o", "HostKeyAlgorithms=" + type)
                            .run("echo in");
                    assertThat(ran.ok()).as(type).isEqualTo("in\n");
                }
            }
        }
    }

    @Test
    void aClientForgetsAKeyThatIsGone() {
        try (Site site = site().configure("ssh: { host_keys: [old] }\n")) {
            Path old = site.dir().resolve("old");
            makeKey(old, "-t", "ecdsa");
            Path known = site.dir().resolve("known_hosts");
            try (Gateway gateway = site.start()) {
                gateway.ssh(web).run("true").ok();
                gateway.ssh(web).with("-o", "UpdateHostKeys=yes").run("sleep 1").ok();
                assertThat(Site.read(known)).contains(publicPart(old));
                site.listen(gateway.host() + ":" + gateway.port());
            }
            site.configure("ssh: {}\n");
            try (Gateway gateway = site.start()) {
                gateway.ssh(web).with("-o", "UpdateHostKeys=yes").run("sleep 1").ok();
                assertThat(Site.read(known)).doesNotContain(publicPart(old)).contains("ssh-ed25519");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"ed25519, 256, ssh-ed25519", "rsa, 3072, rsa-sha2-512", "ecdsa, 256, ecdsa-sha2-nistp256"})
    void aCertificateOfATrustedAuthorityIsEnough(String type, String bits, String algorithm) throws Exception {
        try (Site site = site()) {
            Path authority = site.newKey("authority");
            Path key = site.dir().resolve("host");
            if (type.equals("ed25519")) {
                site.start().close();
                Files.copy(site.state().resolve("host_ed25519_key"), key);
                Site.write(
                        Site.publicHalf(key),
                        Child.run(List.of("ssh-keygen", "-y", "-f", key.toString()))
                                .ok());
            } else {
                makeKey(key, "-t", type, "-b", bits);
            }
            Child.run(List.of(
                            "ssh-keygen",
                            "-q",
                            "-s",
                            authority.toString(),
                            "-h",
                            "-I",
                            "gateway",
                            "-n",
                            "127.0.0.1",
                            "-V",
                            "-1h:+1h",
                            Site.publicHalf(key).toString()))
                    .ok();
            site.configure("ssh: { host_keys: [host], host_certificates: [host-cert.pub] }\n");
            Path known = site.dir().resolve("trusted");
            Site.write(known, "@cert-authority * " + Site.read(Site.publicHalf(authority)));
            try (Gateway gateway = site.start()) {
                Ran ran = Child.run(trusting(gateway, known, algorithm));
                assertThat(ran.ok()).isEqualTo("in\n");
            }
        }
    }

    private static List<String> trusting(Gateway gateway, Path known, String algorithm) {
        List<String> argv = new ArrayList<>(gateway.ssh(web).argv("echo in"));
        // The first of an option counts.
        argv.addAll(
                1,
                List.of(
                        "-o",
                        "UserKnownHostsFile=" + known,
                        "-o",
                        "StrictHostKeyChecking=yes",
                        "-o",
                        "HostKeyAlgorithms=" + algorithm + "-cert-v01@openssh.com"));
        return argv;
    }

    @ParameterizedTest
    @CsvSource({
        "missing, there is no such file",
        "id.pub, cannot be used",
        "weak, RSA key of 2048 bits",
        "open, open to others",
    })
    void aHostKeyThatCannotBeUsedStopsTheStart(String name, String reason) {
        try (Site site = site().configure("ssh: { host_keys: [" + name + "] }\n")) {
            makeKey(site.dir().resolve("weak"), "-t", "rsa", "-b", "2048");
            makeKey(site.dir().resolve("open"), "-t", "ed25519");
            Child.run(List.of("chmod", "644", site.dir().resolve("open").toString()))
                    .ok();
            Child.run(List.of("chmod", "600", site.dir().resolve("id.pub").toString()))
                    .ok();
            doesNotStart(site, name, reason);
        }
    }

    private static void doesNotStart(Site site, String name, String reason) {
        List<String> argv = new ArrayList<>(Site.hatchway("serve", "--listen", "127.0.0.1:0"));
        argv.addAll(site.folders());
        Ran ran = Child.run(argv);
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains(name, reason).doesNotContain("\tat ");
    }

    @Test
    void aCertificateOfAnotherKeyStopsTheStart() {
        try (Site site = site().configure("ssh: { host_certificates: [other-cert.pub] }\n")) {
            Path other = site.newKey("other");
            Child.run(List.of(
                            "ssh-keygen",
                            "-q",
                            "-s",
                            other.toString(),
                            "-h",
                            "-I",
                            "x",
                            Site.publicHalf(other).toString()))
                    .ok();
            doesNotStart(site, "other-cert.pub", "certifies none of the host keys");
        }
    }

    /** Debian's ssh-audit is older than these and says so; of what it knows nothing fails and nothing is warned of. */
    @Test
    void sshAuditFindsNothingButWhatIsNewerThanItself() {
        try (Site site = site();
                Gateway gateway = site.start()) {
            Ran ran = Child.run(List.of("ssh-audit", "-n", "-p", Integer.toString(gateway.port()), gateway.host()));
            assertThat(ran.out()).contains("ssh-ed25519", "curve25519-sha256").doesNotContain("[fail]");
            List<String> warnings = ran.out()
                    .lines()
                    .filter(line -> line.contains("[warn]"))
                    .map(line -> line.replaceAll(" +", " "))
                    .toList();
            assertThat(warnings)
                    .isSubsetOf(
                            "(kex) mlkem768x25519-sha256 -- [warn] unknown algorithm",
                            "(kex) sntrup761x25519-sha512 -- [warn] unknown algorithm",
                            "(kex) sntrup761x25519-sha512@openssh.com -- [warn] using experimental algorithm",
                            "(kex) kex-strict-s-v00@openssh.com -- [warn] unknown algorithm");
            assertThat(ran.code()).as("2: warnings, 3: failures").isLessThanOrEqualTo(2);
        }
    }
}
