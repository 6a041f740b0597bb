package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys folder decides: a file's name says what it opens, its lines who may. */
@RealEngine
final class WhoGetsInIT {
    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Site site;
    private static Box web;
    private static Box granting;
    private static Box forbidden;
    private static Gateway gateway;
    private static Path otherKey;
    private static String project;

    @BeforeAll
    static void start() {
        web = STAGE.add(Box.busybox());
        granting = STAGE.add(Box.busybox("--user", "app"));
        forbidden = STAGE.add(Box.busybox());
        project = Box.freshName();
        STAGE.add(service("1"));
        STAGE.add(service("2"));
        site = STAGE.add(Site.create())
                .open(web, granting)
                .open(project + ".shop", project + ".shop.2", project + ".shop.3", "admin");
        site.open(web.name() + "+app");
        site.configure("""
                containers:
                  %s:
                    users: [www-data]
                """.formatted(granting.name()));
        otherKey = site.newKey("other");
        gateway = STAGE.add(site.start());
    }

    private static Box service(String number) {
        return Box.busybox(
                "--label", "com.docker.compose.project=" + project,
                "--label", "com.docker.compose.service=shop",
                "--label", "com.docker.compose.container-number=" + number,
                "--env", "NUMBER=" + number);
    }

    @Test
    void aKeyInTheFileOfTheContainersNameOpensIt() {
        assertThat(gateway.ssh(web).run("hostname").ok().strip())
                .isEqualTo(Docker.docker("inspect", "-f", "{{.Config.Hostname}}", web.name()));
    }

    @Test
    void aContainerWithoutAFileStaysShut() {
        refused(gateway.ssh(forbidden));
    }

    @Test
    void aKeyThatIsNotInTheFileStaysOut() {
        refused(gateway.ssh(web).withKey(otherKey));
    }

    @Test
    void anUnknownContainerAForbiddenOneAndABadKeyLookAlike() {
        String unknown = seenBy(gateway.ssh(Box.freshName()));
        assertThat(seenBy(gateway.ssh(forbidden))).as("a forbidden container").isEqualTo(unknown);
        assertThat(seenBy(gateway.ssh(web).withKey(otherKey))).as("a bad key").isEqualTo(unknown);
        assertThat(seenBy(gateway.ssh(web.name() + "+root")))
                .as("a user that is not granted")
                .isEqualTo(unknown);
        assertThat(unknown).contains("Permission denied (publickey)");
    }

    /** What a client can tell of a login's refusal: its debug output without what differs by the client's own doing. */
    private static String seenBy(Ssh ssh) {
        Ran ran = ssh.with("-v", "-o", "LogLevel=DEBUG1").run("true");
        assertThat(ran.code()).isEqualTo(255);
        StringBuilder seen = new StringBuilder();
        ran.err()
                .lines()
                .dropWhile(line -> !line.contains("SSH2_MSG_SERVICE_ACCEPT"))
                .map(line -> line.replaceAll("\\S+@127", "LOGIN@127").replaceAll("(key: ).*", "$1KEY"))
                .forEach(line -> seen.append(line).append('\n'));
        return seen.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../web", "web/../web", "*", "web web", "WEB\u00e9", "a+b+c", ".", "+"})
    void aLoginThatIsNoNameStaysOut(String login) {
        refused(gateway.ssh(login), login);
    }

    @Test
    void anIdIsNotAName() {
        refused(gateway.ssh(
                Docker.docker("inspect", "-f", "{{.Id}}", web.name()).substring(0, 12)));
    }

    @Test
    void withoutAUserTheImagesOwnIsTaken() {
        assertThat(gateway.ssh(granting).run("id -un").ok()).isEqualTo("app\n");
    }

    @Test
    void aFileNamedWithTheUserGrantsIt() {
        assertThat(gateway.ssh(web.name() + "+app").run("id -un").ok()).isEqualTo("app\n");
    }

    @Test
    void aUserNobodyGrantedIsDenied() {
        refused(gateway.ssh(web.name() + "+www-data"));
    }

    @Test
    void rootIsDeniedWhereTheImagesUserIsAnother() {
        refused(gateway.ssh(granting.name() + "+root"));
    }

    @Test
    void theConfigurationGrantsAUser() {
        assertThat(gateway.ssh(granting.name() + "+www-data").run("id -un").ok())
                .isEqualTo("www-data\n");
    }

    @Test
    void aFileNamedPlusStarGrantsEveryUser() {
        try (Box box = Box.busybox()) {
            site.open(box.name() + "+*");
            Eventually.holds(
                    () -> gateway.ssh(box.name() + "+www-data").run("true").code() == 0,
                    () -> "the new file opens nothing:\n" + gateway.log());
            assertThat(gateway.ssh(box.name() + "+app").run("id -un").ok()).isEqualTo("app\n");
        }
    }

    @Test
    void aGrantedUserTheImageDoesNotHaveIsRefusedWithASentence() {
        try (Box box = Box.busybox()) {
            site.open(box.name() + "+*");
            Eventually.holds(() -> gateway.ssh(box.name() + "+app").run("true").code() == 0, () -> gateway.log());
            Ran ran = gateway.ssh(box.name() + "+nobody-here").run("true");
            assertThat(ran.code()).isEqualTo(126);
            assertThat(ran.err()).contains("nobody-here");
        }
    }

    @Test
    void aPatternOpensWhatItMatches() {
        String stem = Box.freshName();
        try (Box box = Box.named(stem + "-blue", "hatchway-test-busybox")) {
            site.open(stem + "-*");
            Eventually.holds(
                    () -> gateway.ssh(box).run("true").code() == 0,
                    () -> "the pattern opens nothing:\n" + gateway.log());
        }
    }

    @Test
    void aPatternOpensNothingElse() {
        String stem = Box.freshName();
        try (Box inside = Box.named(stem + "-in", "hatchway-test-busybox");
                Box outside = Box.named("x" + stem + "-out", "hatchway-test-busybox")) {
            site.open(stem + "-*");
            Eventually.holds(() -> gateway.ssh(inside).run("true").code() == 0, () -> gateway.log());
            refused(gateway.ssh(outside));
        }
    }

    @Test
    void aComposeServiceIsOpenedByProjectAndService() {
        assertThat(gateway.ssh(project + ".shop").run("echo $NUMBER").ok()).isEqualTo("1\n");
    }

    @Test
    void aComposeServicesSecondContainerIsOpenedByItsNumber() {
        assertThat(gateway.ssh(project + ".shop.2").run("echo $NUMBER").ok()).isEqualTo("2\n");
    }

    @Test
    void aComposeNumberThatIsNotThereIsRefusedWithASentence() {
        Ran ran = gateway.ssh(project + ".shop.3").run("echo inside");
        assertThat(ran.out()).isEmpty();
        assertThat(ran.code()).isEqualTo(254);
        assertThat(ran.err()).contains("no container").contains(project + ".shop.3");
    }

    @Test
    void aFileOfOneComposeServiceOpensNoOther() {
        refused(gateway.ssh(project + ".shop.1"));
    }

    @Test
    void aNewFileOpensWithoutARestart() {
        try (Box box = Box.busybox()) {
            refused(gateway.ssh(box));
            site.open(box);
            Eventually.holds(
                    () -> gateway.ssh(box).run("true").code() == 0,
                    () -> "the new file opens nothing:\n" + gateway.log());
        }
    }

    @Test
    void aRemovedFileShutsWithoutARestart() throws IOException {
        try (Box box = Box.busybox()) {
            site.open(box);
            Eventually.holds(() -> gateway.ssh(box).run("true").code() == 0, () -> gateway.log());
            Files.delete(site.keys().resolve(box.name()));
            Eventually.holds(
                    () -> gateway.ssh(box).run("true").code() == 255,
                    () -> "the removed file still opens:\n" + gateway.log());
        }
    }

    @Test
    void aFileReplacedByRenameIsRead() throws IOException {
        try (Box box = Box.busybox()) {
            site.open(box);
            Eventually.holds(() -> gateway.ssh(box).run("true").code() == 0, () -> gateway.log());
            Path fresh = site.dir().resolve("fresh");
            Site.write(fresh, Site.read(Site.publicHalf(otherKey)));
            Files.move(fresh, site.keys().resolve(box.name()), StandardCopyOption.ATOMIC_MOVE);
            Eventually.holds(
                    () -> gateway.ssh(box).withKey(otherKey).run("true").code() == 0,
                    () -> "the replaced file's key opens nothing:\n" + gateway.log());
            refused(gateway.ssh(box));
        }
    }

    @Test
    void oneBadLineLeavesTheOthersOfItsFileAlone() {
        try (Box box = Box.busybox()) {
            Site.write(
                    site.keys().resolve(box.name()),
                    "# people\n\nnonsense that is no key\nno-such-option " + Site.read(Site.publicHalf(otherKey)) + "\n"
                            + site.publicKey());
            Eventually.holds(() -> gateway.ssh(box).run("true").code() == 0, () -> gateway.log());
            refused(gateway.ssh(box).withKey(otherKey));
            assertThat(gateway.log()).contains(box.name() + ":3");
        }
    }

    @Test
    void theConsoleAnswersVersion() {
        assertThat(gateway.ssh("admin").run("version").ok()).containsPattern("\\d+\\.\\d+\\.\\d+");
    }

    @Test
    void theConsoleAnswersHelp() {
        assertThat(gateway.ssh("admin").run("help").ok()).contains("help").contains("version");
    }

    @Test
    void theConsoleSaysWhatItDoesNotKnow() {
        Ran ran = gateway.ssh("admin").run("make-coffee");
        assertThat(ran.code()).isNotZero();
        assertThat(ran.err()).contains("make-coffee").contains("help");
    }

    @Test
    void theConsoleAnswersAPerson() {
        try (Terminal terminal =
                new Terminal(100, 30, gateway.ssh("admin").with("-tt").argv())) {
            terminal.enter("version");
            Eventually.holds(() -> terminal.screen().matches("(?s).*\\d+\\.\\d+\\.\\d+.*"), terminal::screen);
            terminal.press("C-d");
            assertThat(terminal.awaitEnd()).isZero();
        }
    }

    @Test
    void aContainersKeyDoesNotOpenTheConsole() {
        refused(gateway.ssh("admin").withKey(otherKey));
    }

    @Test
    void aPasswordIsNotAskedFor() {
        Ran ran = gateway.ssh(web)
                .withKey(otherKey)
                .with("-o", "PreferredAuthentications=password,keyboard-interactive,none")
                .run("true");
        assertThat(ran.code()).isEqualTo(255);
        assertThat(ran.err()).contains("(publickey)");
    }

    private static void refused(Ssh ssh) {
        refused(ssh, "this login");
    }

    private static void refused(Ssh ssh, String login) {
        Ran ran = ssh.run("echo inside");
        assertThat(ran.out()).as(login).isEmpty();
        assertThat(ran.code()).as(login).isEqualTo(255);
        assertThat(ran.err()).as(login).contains("Permission denied (publickey)");
    }
}
