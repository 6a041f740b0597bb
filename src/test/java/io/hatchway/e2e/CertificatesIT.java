package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OpenSSH's certificates, made by ssh-keygen and used by the real client, against {@code cert-authority} lines. */
@RealEngine
final class CertificatesIT {
    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Box web;
    private static Site site;
    private static Gateway gateway;
    private static Path authority;

    @TempDir
    Path folder;

    private Path key = Path.of(".");

    @BeforeAll
    static void start() {
        web = STAGE.add(Box.debian());
        site = STAGE.add(Site.create());
        authority = site.newKey("authority");
        String ca = Site.read(Site.publicHalf(authority));
        Site.write(site.keys().resolve(web.name()), "cert-authority " + ca);
        Site.write(site.keys().resolve(web.name() + "+daemon"), "cert-authority,principals=\"oncall,dba\" " + ca);
        Site.write(site.keys().resolve(web.name() + "+bin"), "cert-authority,command=\"echo line\" " + ca);
        gateway = STAGE.add(site.start());
    }

    @BeforeEach
    void makeKey() {
        key = makeKey("ed25519");
    }

    private Path makeKey(String... type) {
        Path file = folder.resolve(String.join("-", type));
        java.util.ArrayList<String> argv = new java.util.ArrayList<>(List.of("ssh-keygen", "-q", "-N", "", "-t"));
        argv.addAll(List.of(type));
        argv.addAll(List.of("-f", file.toString()));
        Child.run(argv).ok();
        return file;
    }

    private Ssh signed(String login, String principals, String... options) {
        Certificates.sign(authority, Site.publicHalf(key), principals, options);
        return gateway.ssh(login).withKey(key);
    }

    private static void refused(Ssh ssh, String reason) {
        int before = gateway.log().length();
        Ran ran = ssh.run("true");
        assertThat(ran.code()).as(ran.toString()).isEqualTo(255);
        assertThat(ran.err()).contains("Permission denied (publickey)");
        Eventually.holds(
                () -> gateway.log().substring(before).contains(reason),
                () -> "the log should say: " + reason + "\n" + gateway.log().substring(before));
    }

    @Test
    void aCertificateForTheLoginOpensIt() {
        assertThat(signed(web.name(), "other," + web.name()).run("echo hello").ok())
                .isEqualTo("hello\n");
    }

    @ParameterizedTest
    @CsvSource({"ecdsa,256", "ecdsa,384", "ecdsa,521", "rsa,2048"})
    void everyKindOfKeyCanHaveOne(String type, String bits) {
        key = makeKey(type, "-b", bits);
        assertThat(signed(web.name(), web.name()).run("echo hello").ok()).isEqualTo("hello\n");
    }

    @Test
    void theLineNamesWhoMustBeInTheCertificate() {
        String login = web.name() + "+daemon";
        assertThat(signed(login, "dba").run("id -un").ok()).isEqualTo("daemon\n");
        refused(signed(login, login), "nothing opens this login to a principal of its certificate");
        refused(signed(login, "db*"), "nothing opens this login to a principal of its certificate");
    }

    @Test
    void withoutACertificateTheKeyOpensNothing() {
        refused(gateway.ssh(web).withKey(key), "no line has this key");
        refused(gateway.ssh(web).withKey(authority), "no line with this key");
    }

    @Test
    void anotherPrincipalOrNoneStaysOut() {
        refused(signed(web.name(), "other"), "nothing opens this login to a principal of its certificate");
        refused(signed(web.name(), ""), "nothing opens this login to a principal of its certificate");
    }

    @Test
    void anExpiredOneStaysOut() {
        refused(signed(web.name(), web.name(), "-V", "20200101:20200102"), "has expired");
    }

    @Test
    void oneThatIsNotValidYetStaysOut() {
        refused(signed(web.name(), web.name(), "-V", "+1d:+2d"), "not valid yet");
    }

    @Test
    void anUnknownCriticalOptionStaysOut() {
        refused(signed(web.name(), web.name(), "-O", "critical:new@example.com=x"), "critical option");
    }

    @Test
    void anotherAuthoritysStaysOut() {
        Path stranger = makeKey("ed25519", "-C", "stranger");
        Certificates.sign(stranger, Site.publicHalf(key), web.name());
        refused(gateway.ssh(web).withKey(key), "nobody trusts its certificate's authority");
    }

    @Test
    void anAddressThatDoesNotFitStaysOut() {
        refused(signed(web.name(), web.name(), "-O", "source-address=192.0.2.0/24"), "the client's address");
        assertThat(signed(web.name(), web.name(), "-O", "source-address=127.0.0.0/8")
                        .run("echo hello")
                        .ok())
                .isEqualTo("hello\n");
    }

    @Test
    void aForcedCommandReplacesWhatIsAskedFor() {
        assertThat(signed(web.name(), web.name(), "-O", "force-command=echo forced: $SSH_ORIGINAL_COMMAND")
                        .run("id")
                        .ok())
                .isEqualTo("forced: id\n");
    }

    @Test
    void twoForcedCommandsMustBeTheSame() {
        String login = web.name() + "+bin";
        assertThat(signed(login, login, "-O", "force-command=echo line")
                        .run("id")
                        .ok())
                .isEqualTo("line\n");
        refused(signed(login, login, "-O", "force-command=echo other"), "another command");
    }

    @Test
    void aCertificateWithoutATerminalGetsNone() {
        Ran ran = signed(web.name(), web.name(), "-O", "no-pty").with("-tt").run("tty");
        assertThat(ran.out()).doesNotContain("/dev/pts");
        assertThat(signed(web.name(), web.name()).with("-tt").run("tty").out()).contains("/dev/pts");
    }

    @Test
    void refusalsLookAlikeWhateverTheReason() {
        String expired = seenBy(signed(web.name(), web.name(), "-V", "20200101:20200102"));
        assertThat(seenBy(signed(web.name(), "other"))).isEqualTo(expired);
        assertThat(seenBy(signed(web.name(), web.name(), "-O", "critical:new@example.com=x")))
                .isEqualTo(expired);
        assertThat(seenBy(signed(Box.freshName(), web.name()))).isEqualTo(expired);
    }

    private static String seenBy(Ssh ssh) {
        Ran ran = ssh.with("-v", "-o", "LogLevel=DEBUG1").run("true");
        assertThat(ran.code()).isEqualTo(255);
        return ran.err()
                .lines()
                .dropWhile(line -> !line.contains("SSH2_MSG_SERVICE_ACCEPT"))
                .map(line -> line.replaceAll("\\S+@127", "LOGIN@127").replaceAll("SHA256:\\S+", "KEY"))
                .collect(java.util.stream.Collectors.joining("\n"));
    }
}
