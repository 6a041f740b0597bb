package io.hatchway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What operators of many containers try who are denied one of them: to be let in by the way of keys and of {@code run}. */
@RealEngine
final class DeniedNeighboursIT {
    private static final int DENIED = 126;
    private static final String IMAGE = "hatchway-test-busybox";

    @AutoClose
    private static final Stage STAGE = new Stage();

    private static final String PROJECT = Box.freshName();
    private static final String CONSOLE = Box.freshName();
    private static final String NETWORK = Box.freshName();
    private static final String OWN_VOLUME = Box.freshName();

    private static Site site;
    private static Box web;
    private static Box vault;
    private static String gold;
    private static Path fresh;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws IOException {
        Docker.docker("network", "create", NETWORK);
        STAGE.add(() -> Docker.tryDocker("network", "rm", NETWORK));
        STAGE.add(() -> Docker.tryDocker("volume", "rm", OWN_VOLUME));
        web = STAGE.add(Box.busybox("--network=none"));
        web.sh("mkdir /www; echo inside > /www/index.html; httpd -p 127.0.0.1:8080 -h /www");
        vault = STAGE.add(Box.busybox(
                "--network=" + NETWORK,
                "--volume=/gold",
                "--label=com.docker.compose.project=" + PROJECT,
                "--label=com.docker.compose.service=db"));
        vault.sh("echo gold > /gold/bar");
        gold = Docker.docker("inspect", "-f", "{{range .Mounts}}{{.Name}}{{end}}", vault.name());
        site = STAGE.add(Site.create()).open("admin").configure("{}\n");
        fresh = site.newKey("fresh");
        for (String person : List.of("any", "project", "name", "halves", "forced", "joins")) {
            Files.copy(
                    Site.publicHalf(site.newKey(person)),
                    site.dir().resolve(person + ".key"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        Site.write(site.keys().resolve(web.name()), "restrict,command=\"echo forced\" " + key("forced"));
        Site.write(site.dir().resolve("access.yaml"), """
                people:
                  any: {keys: [any.key], roles: [keeper]}
                  project: {keys: [project.key], roles: [keeper, no-project]}
                  name: {keys: [name.key], roles: [keeper, no-name]}
                  halves: {keys: [halves.key], roles: [keeper, no-way-in]}
                  forced: {keys: [forced.key], roles: [runner]}
                  joins: {keys: [joins.key], roles: [runner, joiner]}
                roles:
                  keeper:
                    - {allow: [], containers: ["*"], commands: [keys, run, volumes]}
                  no-project:
                    - {deny: all, projects: ["%1$s"]}
                  no-name:
                    - {deny: all, containers: ["%2$s"]}
                  no-way-in:
                    - {deny: [shell, exec, files, forward], containers: ["%2$s"]}
                  runner:
                    - {allow: [], containers: ["%3$s", "%4$s*"], commands: [run]}
                  joiner:
                    - {allow: [exec, forward], containers: ["%3$s"]}
                consoles:
                  %5$s: {commands: [ps, exec, rm], containers: ["*"]}
                """.formatted(PROJECT, vault.name(), web.name(), IMAGE, CONSOLE));
        gateway = STAGE.add(site.start());
    }

    private static String key(String person) {
        return Site.read(site.dir().resolve(person + ".key"));
    }

    private static Ssh as(String person) {
        return gateway.ssh("admin").withKey(site.dir().resolve(person));
    }

    private static Ran addsAKey(String person, String login) {
        return as(person).feed(Site.read(Site.publicHalf(fresh)).getBytes(UTF_8), "keys", "add", login);
    }

    @AfterEach
    void takeBack() throws IOException {
        for (String login : List.of(CONSOLE, vault.name(), PROJECT + ".db", "unborn")) {
            Files.deleteIfExists(site.keys().resolve(login));
        }
    }

    @Test
    void aConsolesLoginIsNobodysToHandOut() {
        assertThat(addsAKey("any", CONSOLE).code()).isEqualTo(DENIED);
        assertThat(site.keys().resolve(CONSOLE)).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"project, own", "project, service", "name, own", "name, service", "halves, own", "halves, service"})
    void whoIsDeniedAContainerLetsNobodyIntoIt(String person, String name) {
        String login = name.equals("own") ? vault.name() : PROJECT + ".db";
        assertThat(addsAKey(person, login).code()).isEqualTo(DENIED);
        assertThat(site.keys().resolve(login)).doesNotExist();
    }

    @Test
    void whoIsDeniedAContainerNeitherSeesItsKeysNorTakesThemOut() {
        Path sealed = site.newKey("sealed");
        Site.write(site.keys().resolve(PROJECT + ".db"), Site.read(Site.publicHalf(sealed)));
        String fingerprint = Child.run(
                        List.of("ssh-keygen", "-lf", Site.publicHalf(sealed).toString()))
                .ok()
                .split(" ", 3)[1];
        Eventually.holds(() -> as("any").run("keys", "list").out().contains(fingerprint), gateway::log);
        assertThat(as("project").run("keys", "list").ok()).doesNotContain(fingerprint);
        assertThat(as("project").run("keys", "who", PROJECT + ".db").code()).isEqualTo(DENIED);
        assertThat(as("project").run("keys", "revoke", "--yes", fingerprint).code())
                .isEqualTo(127);
        assertThat(site.keys().resolve(PROJECT + ".db")).isNotEmptyFile();
    }

    @Test
    void whoIsDeniedAnythingGivesKeysToNoContainerToCome() {
        assertThat(addsAKey("project", "unborn").code()).isEqualTo(DENIED);
        assertThat(addsAKey("any", "unborn").code()).isZero();
        assertThat(addsAKey("project", web.name()).code()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"project", "name", "halves"})
    void aDeniedContainersVolumeIsNotMounted(String person) {
        Ran ran = as(person).run("run", "--rm", "-v", gold + ":/x", IMAGE, "cat", "/x/bar");
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains("You may not use the volume");
        assertThat(ran.code()).isEqualTo(DENIED);
    }

    @Test
    void aVolumeThatNobodyElseHasIsMounted() {
        assertThat(as("project")
                        .run("run", "--rm", "-v", OWN_VOLUME + ":/x", IMAGE, "sh", "-c", "'echo mine > /x/y; cat /x/y'")
                        .out())
                .isEqualTo("mine\n");
    }

    @ParameterizedTest
    @CsvSource({"project", "name", "halves"})
    void aDeniedContainersNetworkIsNotJoined(String person) {
        Ran ran = as(person).run("run", "--rm", "--network", NETWORK, IMAGE, "echo", "in");
        assertThat(ran.out()).isEmpty();
        assertThat(ran.code()).isEqualTo(DENIED);
    }

    @Test
    void aForcedCommandsKeyDoesNotGetTheContainersNetwork() {
        List<String> reads = List.of("wget", "-qO-", "http://127.0.0.1:8080/");
        assertThat(gateway.ssh(web)
                        .withKey(site.dir().resolve("forced"))
                        .run("id")
                        .out())
                .isEqualTo("forced\n");
        Ran forced = joined("forced", reads);
        assertThat(forced.out()).isEmpty();
        assertThat(forced.code()).isEqualTo(DENIED);
        assertThat(joined("joins", reads).out()).isEqualTo("inside\n");
    }

    private static Ran joined(String person, List<String> words) {
        String name = IMAGE + "-" + person;
        List<String> line = new java.util.ArrayList<>(
                List.of("run", "--rm", "--name", name, "--network", "container:" + web.name(), IMAGE));
        line.addAll(words);
        return as(person).run(line.toArray(String[]::new));
    }
}
