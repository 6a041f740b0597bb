package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The launcher and {@code hatchway check}; none of this needs an engine. */
final class CheckIT {
    private static final String NOBODY = "65534";

    private static Ran hatchway(String... args) {
        return Child.run(Site.hatchway(args));
    }

    private static Ran check(Site site) {
        List<String> argv = new ArrayList<>(Site.hatchway("check"));
        argv.addAll(site.folders());
        return Child.run(argv);
    }

    @Test
    void theVersionIsOneLine() {
        assertThat(hatchway("--version").ok()).matches("hatchway \\d+\\.\\d+\\.\\d+\\S*\n");
    }

    @Test
    void helpNamesEveryCommand() {
        assertThat(hatchway("--help").ok()).contains("serve", "check", "demo", "--version");
    }

    @Test
    void anUnknownCommandIsASentence() {
        Ran ran = hatchway("sreve");
        assertThat(ran.code()).isNotZero();
        assertThat(ran.err()).contains("sreve").doesNotContain("\tat ");
    }

    @Test
    void anUnknownOptionIsASentence() {
        Ran ran = hatchway("serve", "--lisen", "127.0.0.1:0");
        assertThat(ran.code()).isNotZero();
        assertThat(ran.err()).contains("--lisen").doesNotContain("\tat ");
    }

    @Test
    void theDocumentedConfigurationIsValid() {
        try (Site site = Site.create().open("web")) {
            site.configure(Site.read(Site.HOME.resolve("conf/hatchway.yaml")));
            assertThat(check(site).ok()).isNotNull();
        }
    }

    @Test
    void theExampleKeysFolderIsValidOnceItsKeysAreReal() throws Exception {
        try (Site site = Site.create()) {
            try (var files = Files.list(Site.HOME.resolve("keys-example"))) {
                for (Path file : files.toList()) {
                    Files.copy(file, site.keys().resolve(file.getFileName()));
                }
            }
            Ran ran = check(site);
            assertThat(ran.code()).as(ran.toString()).isZero();
        }
    }

    @Test
    void aGatewayThatIsNotRootTrustsItsOwnUsersFilesAndNobodyElses() throws Exception {
        assumeThat(System.getProperty("user.name"))
                .as("only root can become another user")
                .isEqualTo("root");
        try (Site site = Site.create().open("web")) {
            // Where another user can read it.
            Path folder = Files.createTempDirectory(Path.of("/tmp"), "hatchway-it-");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            Path jar = Files.copy(Site.HOME.resolve("target/hatchway.jar"), folder.resolve("hatchway.jar"));
            Path keys = folder.resolve("keys");
            Child.run(List.of("cp", "-r", site.keys().toString(), keys.toString()))
                    .ok();
            try {
                Child.run(List.of("chown", "-R", NOBODY, keys.toString())).ok();
                assertThat(checkAsNobody(jar, keys).ok()).contains("1 keys", "are in order");
                Child.run(List.of("chown", "12345", keys.resolve("web").toString()))
                        .ok();
                Ran foreign = checkAsNobody(jar, keys);
                assertThat(foreign.code()).isNotZero();
                assertThat(foreign.err()).contains("belongs to user 12345", "chown " + NOBODY);
            } finally {
                Child.run(List.of("rm", "-r", folder.toString())).ok();
            }
        }
    }

    private static Ran checkAsNobody(Path jar, Path keys) {
        return Child.run(List.of(
                "setpriv",
                "--reuid=" + NOBODY,
                "--regid=" + NOBODY,
                "--clear-groups",
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                jar.toString(),
                "check",
                "--keys",
                keys.toString()));
    }

    @Test
    void aSiteInOrderPassesQuietly() {
        try (Site site = Site.create().open("web", "shop.web", "web+postgres", "staging-*", "admin")) {
            Ran ran = check(site);
            assertThat(ran.code()).as(ran.toString()).isZero();
            assertThat(ran.err()).isEmpty();
        }
    }

    @Test
    void everyProblemOfTheConfigurationIsNamedWithItsLine() {
        try (Site site = Site.create().open("web")) {
            site.configure("""
                    listen: nowhere
                    ssh:
                      keepalive_interval: soon
                      keepalive_cuont: 3
                    containers:
                      web:
                        env_file: relative
                    colour: blue
                    """);
            Ran ran = check(site);
            assertThat(ran.code()).isNotZero();
            assertThat(ran.err() + ran.out())
                    .contains("hatchway.yaml:1")
                    .contains("hatchway.yaml:3")
                    .contains("hatchway.yaml:4")
                    .contains("keepalive_cuont")
                    .contains("hatchway.yaml:7")
                    .contains("hatchway.yaml:8")
                    .contains("colour")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void everyProblemOfTheKeysIsNamedWithItsLine() {
        try (Site site = Site.create().open("web")) {
            Site.write(
                    site.keys().resolve("shop"),
                    "# fine\nnot a key\n" + site.publicKey() + "no-such-option " + site.publicKey());
            Ran ran = check(site);
            assertThat(ran.err() + ran.out())
                    .contains("shop:2")
                    .contains("shop:4")
                    .contains("no-such-option")
                    .doesNotContain("shop:3")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aConfigurationThatIsNotThereIsASentence() {
        Ran ran = hatchway("check", "--config", "/nonexistent/hatchway.yaml");
        assertThat(ran.code()).isNotZero();
        assertThat(ran.err() + ran.out()).contains("/nonexistent/hatchway.yaml").doesNotContain("\tat ");
    }

    @Test
    void aHostCertificateThatHasRunOutIsAWarning() {
        try (Site site = Site.create().open("web")) {
            Path authority = site.newKey("authority");
            Path host = site.newKey("host");
            Certificates.sign(authority, Site.publicHalf(host), "localhost", "-h", "-V", "20200101:20200102");
            site.configure("ssh: {host_keys: [host], host_certificates: [host-cert.pub]}\n");
            Ran ran = check(site);
            assertThat(ran.code()).as(ran.toString()).isZero();
            assertThat(ran.err())
                    .contains("warning: The host certificate " + site.dir().resolve("host-cert.pub")
                            + " is not valid now");
        }
    }

    @Test
    void aCertificateIsToldByWhatItSaysAndWhatItOpens() {
        try (Site site = Site.create()) {
            Path authority = site.newKey("authority");
            Path alice = site.newKey("alice");
            Certificates.sign(authority, Site.publicHalf(alice), "web,oncall", "-z", "17");
            Site.write(site.keys().resolve("web"), "cert-authority " + Site.read(Site.publicHalf(authority)));
            Site.write(site.keys().resolve("db"), "cert-authority " + Site.read(Site.publicHalf(authority)));
            List<String> argv = new ArrayList<>(Site.hatchway("check"));
            argv.addAll(site.folders());
            argv.addAll(List.of("--key", site.dir().resolve("alice-cert.pub").toString()));
            assertThat(Child.run(argv).ok())
                    .contains(
                            "with the certificate 'an id', serial 17, for the principals web, oncall, of the authority"
                                    + " SHA256:")
                    .contains("  opens web\n    by " + site.keys().resolve("web") + ":1\n")
                    .doesNotContain("opens db");
            Certificates.sign(authority, Site.publicHalf(alice), "web", "-V", "20200101:20200102");
            assertThat(Child.run(argv).ok()).contains("It opens nothing: its certificate has expired.");
        }
    }

    @Test
    void aCheckMakesNothing() {
        try (Site site = Site.create().open("web")) {
            check(site).ok();
            assertThat(site.state()).doesNotExist();
        }
    }
}
