package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** People and roles: access.yaml decides beside the keys folder. */
@RealEngine
final class TeamsIT {
    private static final Duration SOON = Duration.ofSeconds(5);

    @AutoClose
    private static final Stage STAGE = new Stage();

    private static final String PROJECT = Box.freshName();

    private static Site site;
    private static Gateway gateway;
    private static Box shop;
    private static Box vault;
    private static Box plain;
    private static Box closed;
    private static Path alice;
    private static Path bob;
    private static Path olga;

    @BeforeAll
    static void start() throws IOException {
        shop = STAGE.add(service("web"));
        vault = STAGE.add(service("vault"));
        plain = STAGE.add(Box.busybox("--label", "hatchway.enable=true", "--label", "hatchway.allow=alice"));
        closed = STAGE.add(Box.busybox("--label", "hatchway.enable=false"));
        site = STAGE.add(Site.create()).open("admin").open(closed);
        alice = person("alice");
        bob = person("bob");
        olga = person("olga");
        Site.write(site.dir().resolve("access.yaml"), access());
        Site.write(site.dir().resolve("revoked"), "# nothing\n");
        site.configure("log:\n  level: info\n");
        gateway = STAGE.add(site.start());
    }

    private static Box service(String name) {
        return Box.busybox(
                "--label", "com.docker.compose.project=" + PROJECT,
                "--label", "com.docker.compose.service=" + name,
                "--label", "com.docker.compose.container-number=1");
    }

    private static Path person(String name) throws IOException {
        Path key = site.newKey(name);
        Files.createDirectories(site.dir().resolve("people"));
        Site.write(site.dir().resolve("people/" + name + ".pub"), Site.read(Site.publicHalf(key)));
        return key;
    }

    private static String access() {
        return """
                people:
                  alice: {keys: [people/alice.pub], roles: [developer]}
                  bob: {keys: [people/bob.pub], roles: [developer, careful]}
                  olga: {keys: [people/olga.pub], roles: [operator]}
                roles:
                  developer:
                    - {allow: all, projects: [%1$s], users: [www-data]}
                    - {allow: [exec], containers: [%2$s]}
                  careful:
                    - {deny: all, containers: ["%1$s.vault"]}
                  operator:
                    - {allow: [], containers: ["*"], commands: [ps, version]}
                consoles:
                  operator: {commands: [version, logs], containers: ["*"]}
                  mute: {commands: [ps], containers: ["*"]}
                revoked: [revoked]
                """.formatted(PROJECT, closed.name());
    }

    private static Ssh as(Path key, String login) {
        return gateway.ssh(login).withKey(key);
    }

    private static void refused(Ssh ssh) {
        Ran ran = ssh.run("echo inside");
        assertThat(ran.out()).isEmpty();
        assertThat(ran.code()).as(ran.toString()).isEqualTo(255);
        assertThat(ran.err()).contains("Permission denied (publickey)");
    }

    private static void eventually(Ssh ssh, int code) {
        Eventually.holds(() -> ssh.run("true").code() == code, () -> "not " + code + ":\n" + gateway.log());
    }

    @Test
    void aRoleOpensAComposeProjectsContainersByWhateverName() {
        assertThat(as(alice, PROJECT + ".web").run("echo inside").ok()).isEqualTo("inside\n");
        assertThat(as(alice, shop.name()).run("echo inside").ok()).isEqualTo("inside\n");
        assertThat(as(alice, vault.name()).run("echo inside").ok()).isEqualTo("inside\n");
    }

    @Test
    void aPersonIsLoggedByName() {
        as(alice, shop.name()).run("true").ok();
        assertThat(gateway.log())
                .containsPattern("alice \\(SHA256:\\S+\\) may open " + shop.name() + " by \\S+people/alice.pub:1");
    }

    @Test
    void whatOneRoleDeniesTheOtherDoesNotOpen() {
        assertThat(as(bob, PROJECT + ".web").run("echo inside").ok()).isEqualTo("inside\n");
        refused(as(bob, PROJECT + ".vault"));
        refused(as(bob, vault.name()));
    }

    @Test
    void aContainerOutsideOfTheRoleStaysShutWhateverItsLabelsSay() {
        refused(as(alice, plain.name()));
    }

    @Test
    void aContainerCanSayNo() {
        refused(as(alice, closed.name()));
    }

    @Test
    void aContainerCanSayNoToTheKeysFolderToo() {
        Ran ran = gateway.ssh(closed).run("echo inside");
        assertThat(ran.out()).isEmpty();
        assertThat(ran.code()).isIn(254, 255);
    }

    @Test
    void aUserIsAskedForWhereTheRoleNamesIt() {
        assertThat(as(alice, PROJECT + ".web+www-data").run("id -un").ok()).isEqualTo("www-data\n");
        refused(as(alice, PROJECT + ".web+app"));
    }

    @Test
    void aForbiddenContainerAnUnknownOneAndABadKeyLookAlike() {
        String unknown = seenBy(as(bob, PROJECT + ".nothing"));
        assertThat(seenBy(as(bob, PROJECT + ".vault"))).as("denied").isEqualTo(unknown);
        assertThat(seenBy(as(bob, plain.name()))).as("not granted").isEqualTo(unknown);
        assertThat(seenBy(as(olga, shop.name()))).as("another's").isEqualTo(unknown);
        assertThat(seenBy(as(bob, closed.name()))).as("says no").isEqualTo(unknown);
        assertThat(seenBy(gateway.ssh(PROJECT + ".web"))).as("a bad key").isEqualTo(unknown);
    }

    private static String seenBy(Ssh ssh) {
        Ran ran = ssh.with("-v", "-o", "LogLevel=DEBUG1").run("true");
        assertThat(ran.code()).isEqualTo(255);
        StringBuilder seen = new StringBuilder();
        ran.err()
                .lines()
                .dropWhile(line -> !line.contains("SSH2_MSG_SERVICE_ACCEPT"))
                .map(line -> line.replaceAll("\\S+@127", "LOGIN@127").replaceAll("(key: ).*", "$1KEY"))
                .forEach(line -> seen.append(line).append('\n'));
        assertThat(seen.toString()).contains("Permission denied (publickey)");
        return seen.toString();
    }

    @Test
    void aRestrictedConsoleShowsAndRunsOnlyWhatIsAllowed() {
        assertThat(as(olga, "operator").run("help").ok()).contains("help ", "version ");
        assertThat(as(olga, "operator").run("version").ok()).startsWith("hatchway ");
        Ran logs = as(olga, "mute").run("version");
        assertThat(logs.code()).isEqualTo(126);
        assertThat(logs.err()).contains("You may not run 'version' here");
        assertThat(as(olga, "mute").run("help").ok()).doesNotContain("version");
    }

    @Test
    void aConsoleOpensForNobodyWithoutACommandOnIt() {
        refused(as(alice, "operator"));
        // Whom a role gives commands the console admin opens, too, with those.
        assertThat(as(olga, "admin").run("help").ok()).contains("version");
        refused(as(olga, shop.name()));
    }

    @Test
    void aRoleThatIsTakenAwayEndsTheSession() throws IOException {
        Path file = site.dir().resolve("access.yaml");
        Path carol = person("carol");
        Site.write(
                file,
                access().replace("roles:\n", "  carol: {keys: [people/carol.pub], roles: [developer]}\nroles:\n"));
        eventually(as(carol, shop.name()), 0);
        try (Child session = as(carol, shop.name()).start("sleep 301")) {
            shop.awaitProgram("sleep 301");
            Site.write(file, access().replace("roles:\n", "  carol: {keys: [people/carol.pub], roles: []}\nroles:\n"));
            Ran ended = session.await(SOON);
            assertThat(ended.err()).contains("may no longer open this login");
        } finally {
            Site.write(file, access());
        }
        refused(as(carol, shop.name()));
    }

    @Test
    void aKeyThatIsRevokedEndsTheSessionAndOpensNoNewChannel() throws IOException {
        Path revoked = site.dir().resolve("revoked");
        Path dave = person("dave");
        Path file = site.dir().resolve("access.yaml");
        Site.write(
                file, access().replace("roles:\n", "  dave: {keys: [people/dave.pub], roles: [developer]}\nroles:\n"));
        eventually(as(dave, shop.name()), 0);
        try (Ssh.Master master = as(dave, shop.name()).master();
                Child session = master.client().start("sleep 302")) {
            shop.awaitProgram("sleep 302");
            Site.write(revoked, Site.read(Site.publicHalf(dave)));
            assertThat(session.await(SOON).err()).contains("may no longer open this login");
            assertThat(master.client().run("echo inside").out()).isEmpty();
        } finally {
            Site.write(revoked, "# nothing\n");
            Site.write(file, access());
        }
    }

    @Test
    void aKeyThatRunsOutEndsTheSession() throws IOException {
        Path erin = site.newKey("erin");
        String until = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(Instant.now().plusSeconds(8));
        Site.write(
                site.keys().resolve(shop.name()), "expiry-time=\"" + until + "\" " + Site.read(Site.publicHalf(erin)));
        eventually(as(erin, shop.name()), 0);
        try (Child session = as(erin, shop.name()).start("sleep 303")) {
            shop.awaitProgram("sleep 303");
            assertThat(session.await(Duration.ofSeconds(13)).err()).contains("may no longer open this login");
        } finally {
            Files.delete(site.keys().resolve(shop.name()));
        }
    }

    @Test
    void aBrokenFileLeavesEverybodyWhereTheyWere() {
        Path file = site.dir().resolve("access.yaml");
        try {
            Site.write(file, "people: [\n");
            Eventually.holds(() -> gateway.log().contains("what it said before stays in force"), () -> gateway.log());
            assertThat(as(alice, shop.name()).run("echo inside").ok()).isEqualTo("inside\n");
            refused(as(bob, vault.name()));
        } finally {
            Site.write(file, access());
        }
    }

    @Test
    void checkSaysWhoMayOpenAContainer() {
        Ran ran = check("--who", PROJECT + ".vault");
        assertThat(ran.code()).as(ran.toString()).isZero();
        assertThat(ran.out())
                .contains(PROJECT + ".vault may be opened by", "alice  SHA256:", "shell, exec, files, forward")
                .contains("people/alice.pub:1")
                .doesNotContain("bob", "olga", "depends on");
    }

    @Test
    void checkSaysWhatHangsOnTheEngine() {
        Ran ran = check("--who", PROJECT + ".vault", "--engine", "unix:///nonexistent/socket");
        assertThat(ran.out())
                .contains("alice  SHA256:", "bob  SHA256:", "The engine does not answer")
                .contains("depends on the container: allow shell, exec, files, forward, as www-data too on containers"
                        + " of the compose project " + PROJECT);
    }

    @Test
    void checkSaysWhatAKeyMayOpen() {
        Ran ran = check("--key", Site.publicHalf(bob).toString());
        assertThat(ran.code()).as(ran.toString()).isZero();
        assertThat(ran.out()).contains("is bob's", "role developer: allow", "role careful: deny", PROJECT + ".vault");
        assertThat(check("--key", "SHA256:" + "A".repeat(43)).out()).contains("Nothing names the key");
        assertThat(check("--key", "no-such-key").code()).isEqualTo(2);
    }

    @Test
    void checkSaysWhoMayOpenAConsole() {
        assertThat(check("--who", "operator").out())
                .contains("olga  SHA256:", "at most the commands version logs", "commands ps version");
        assertThat(check("--who", "admin").out()).contains("id  SHA256:", "keys/admin:1");
    }

    private static Ran check(String... options) {
        List<String> argv = new ArrayList<>(Site.hatchway("check"));
        argv.addAll(site.folders());
        argv.addAll(List.of(options));
        return Child.run(argv);
    }
}
