package io.hatchway.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.access.SampleGrants;
import io.hatchway.access.Scope;
import io.hatchway.access.Secret;
import io.hatchway.container.Compose;
import io.hatchway.container.EngineException;
import io.hatchway.container.ImageNews;
import io.hatchway.container.ImageSummary;
import io.hatchway.container.RegistryLogin;
import io.hatchway.registry.RegistryLogins;
import io.hatchway.session.Exit;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** pull, push, tag, build, load, save, login and logout, without an engine. */
@Timeout(20)
final class ImageCommandsTest {
    private static final Exit OK = new Exit.Status(0);
    private static final Exit FAILED = new Exit.Status(1);
    private static final Exit USAGE = new Exit.Status(2);
    private static final Exit REFUSED = new Exit.Status(126);

    @TempDir
    private Path state;

    private SampleConsole console;

    @BeforeEach
    void someImages() {
        console = new SampleConsole(state);
        image("1", "shop-web:latest", "shop-web:1");
        image("2", "shop-db:latest");
        console.inventory.images.add(new ImageSummary(
                id("3"), List.of("bank:latest", "postgres:16"), Instant.EPOCH, 1, Map.of(Compose.PROJECT, "bank")));
    }

    private static String id(String digit) {
        return "sha256:" + digit.repeat(64);
    }

    private void image(String digit, String... tags) {
        console.inventory.images.add(new ImageSummary(id(digit), List.of(tags), Instant.EPOCH, 1, Map.of()));
    }

    private void asOperator() {
        console.client.grant(SampleGrants.operator(
                new Scope(List.of("shop-*", "r.test/shop-*"), List.of(), Map.of()),
                "pull",
                "push",
                "tag",
                "save",
                "load",
                "build",
                "login",
                "logout"));
    }

    private void engineSays(String what, String sentence) {
        console.images.refusals.put(what, new EngineException(EngineException.Kind.REFUSED, sentence));
    }

    private String out() {
        return console.client.out();
    }

    private String err() {
        return console.client.err();
    }

    @Test
    void everyImageHasALineAndOneThatFailsDoesNotStopTheOthers() throws Exception {
        engineSays("pull b:latest", "The engine could not pull b: manifest unknown");
        assertThat(console.run("pull a b r.test/c:1")).isEqualTo(new Exit.Status(Codes.ENGINE));
        assertThat(out()).isEqualTo("a:latest: pulled\nr.test/c:1: pulled\n");
        assertThat(err()).isEqualTo("hatchway: b:latest: The engine could not pull b: manifest unknown\n");
    }

    @Test
    void withoutATerminalThereIsALineForEachStepAndNoneForEachByte() throws Exception {
        console.images.news.add(new ImageNews.Layer("0123456789ab", "Downloading", 1, 9));
        console.images.news.add(new ImageNews.Layer("0123456789ab", "Downloading", 2, 9));
        console.images.news.add(new ImageNews.Layer("0123456789ab", "Pull complete \u001b[2J", 9, 9));
        console.run("pull a");
        assertThat(err()).isEqualTo("0123456789ab: Downloading\n0123456789ab: Pull complete \\x1b[2J\n");
        assertThat(out()).isEqualTo("a:latest: pulled\n");
    }

    @Test
    void asJsonThereIsAnObjectForEachStepAndImage() throws Exception {
        console.images.news.add(new ImageNews.Layer("0123456789ab", "Pushed", 0, 0));
        console.images.news.add(new ImageNews.Result("sha256:1"));
        console.run("push --json shop-db");
        assertThat(out()).isEqualTo("""
                        {"image":"shop-db:latest","layer":"0123456789ab","status":"Pushed"}
                        {"image":"shop-db:latest","action":"push","ok":true,"status":"pushed","digest":"sha256:1"}
                        """);
    }

    @Test
    void aPatternPushesAllThatMatch() throws Exception {
        assertThat(console.run("push 'shop-*:latest'")).isEqualTo(OK);
        assertThat(console.images.done).containsExactly("push shop-web:latest", "push shop-db:latest");
    }

    @Test
    void anImageWithoutANameIsNotPushed() throws Exception {
        assertThat(console.run("push 111111111111")).isEqualTo(FAILED);
        assertThat(console.images.done).isEmpty();
    }

    @Test
    void whoIsLoggedInIsShownToThatRegistryAlone() throws Exception {
        RegistryLogins.in(state).keep(new RegistryLogin("r.test", "bob", Secret.of("x".getBytes(UTF_8)), false));
        RegistryLogins.in(state).keep(new RegistryLogin("default", "eve", Secret.of("y".getBytes(UTF_8)), false));
        console.run("pull r.test/a:1 s.test/a:1 a:1");
        assertThat(console.images.done).containsExactly("pull r.test/a:1 as bob", "pull s.test/a:1", "pull a:1 as eve");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pull", "pull A", "pull http://r.test/a", "pull a:", "push", "tag shop-db", "save"})
    void whatIsNoNameIsWrongUsage(String line) throws Exception {
        assertThat(console.run(line)).isEqualTo(USAGE);
        assertThat(console.images.done).isEmpty();
    }

    @Test
    void aPatternIsTaggedImageByImage() throws Exception {
        assertThat(console.run("tag 'shop-*:latest' stable 2.0")).isEqualTo(OK);
        assertThat(console.images.done)
                .containsExactly(
                        "tag " + id("1") + " shop-web:stable",
                        "tag " + id("1") + " shop-web:2.0",
                        "tag " + id("2") + " shop-db:stable",
                        "tag " + id("2") + " shop-db:2.0");
        assertThat(out()).startsWith("shop-web:latest: tagged shop-web:stable\n");
    }

    @Test
    void aWholeNameIsAName() throws Exception {
        console.run("tag shop-db r.test:5000/backup/db:1 other/name");
        assertThat(console.images.done)
                .containsExactly(
                        "tag " + id("2") + " r.test:5000/backup/db:1", "tag " + id("2") + " other/name:latest");
    }

    @Test
    void twoImagesThatWouldHaveTheSameNameAreLeftAlone() throws Exception {
        assertThat(console.run("tag 'shop-*:latest' one/name")).isEqualTo(FAILED);
        assertThat(err()).contains("not the same image").contains("Nothing was done");
        assertThat(console.images.done).isEmpty();
    }

    @Test
    void aTagThatCannotBeIsFoundBeforeAnythingIsDone() throws Exception {
        assertThat(console.run("tag shop-db ok not/A")).isEqualTo(USAGE);
        assertThat(console.run("tag shop-db a@" + id("1"))).isEqualTo(USAGE);
        assertThat(console.run("tag 222222222222 stable")).isEqualTo(FAILED);
        assertThat(console.images.done).isEmpty();
    }

    @Test
    void whatTheEngineRefusesIsSaidForEach() throws Exception {
        engineSays("tag " + id("1") + " shop-web:stable", "The engine could not give the name: no.");
        assertThat(console.run("tag 'shop-*:latest' stable")).isEqualTo(new Exit.Status(Codes.ENGINE));
        assertThat(out()).isEqualTo("shop-db:latest: tagged shop-db:stable\n");
        assertThat(err()).contains("shop-web:latest: not tagged").contains("1 of 2 were not tagged");
    }

    @Test
    void anOperatorMovesWhatHisRoleNames() throws Exception {
        asOperator();
        assertThat(console.run("pull shop-new r.test/shop-x")).isEqualTo(OK);
        assertThat(console.run("tag shop-web stable")).isEqualTo(OK);
        assertThat(console.run("push shop-web")).isEqualTo(OK);
        assertThat(console.run("save shop-web")).isEqualTo(OK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pull postgres:16",
                "pull other.test/shop-x",
                "tag shop-web postgres:16",
                "tag shop-web other.test/x:1",
                "load",
                "build -t shop-x -",
                "login r.test -u bob",
                "logout r.test",
            })
    void anOperatorMovesNothingElse(String line) throws Exception {
        asOperator();
        console.client.sends("hush\n");
        assertThat(console.run(line)).isEqualTo(REFUSED);
        assertThat(console.images.done).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"push bank", "save bank", "tag bank shop-x:1", "save shop-db bank"})
    void othersImagesReadAsIfTheyWereNotThere(String line) throws Exception {
        asOperator();
        assertThat(console.run(line)).isEqualTo(new Exit.Status(Codes.UNKNOWN));
        assertThat(console.images.done).isEmpty();
    }

    @Test
    void anImageOfOthersDoesNotLoseANameOfMine() throws Exception {
        console.inventory.images.add(
                new ImageSummary(id("4"), List.of("team-x:stable"), Instant.EPOCH, 1, Map.of("owner", "them")));
        console.inventory.images.add(
                new ImageSummary(id("5"), List.of("team-y:1"), Instant.EPOCH, 1, Map.of("owner", "me")));
        console.client.grant(
                SampleGrants.operator(new Scope(List.of("team-*"), List.of(), Map.of("owner", "me")), "tag"));
        assertThat(console.run("tag team-y:1 team-x:stable")).isEqualTo(REFUSED);
        assertThat(console.images.done).isEmpty();
    }

    @Test
    void whoHasAProjectGivesNoNames() throws Exception {
        console.client.grant(SampleGrants.operator("bank", "tag", "pull", "push"));
        assertThat(console.run("tag bank shop-web:latest")).isEqualTo(REFUSED);
        assertThat(console.run("pull bank")).isEqualTo(REFUSED);
        assertThat(console.run("push bank")).isEqualTo(REFUSED);
    }

    @Test
    void anArchiveGoesOutAsItIs() throws Exception {
        assertThat(console.run("save 'shop-*' 333333333333")).isEqualTo(OK);
        assertThat(out()).isEqualTo("archive");
        assertThat(console.images.done)
                .containsExactly("save [shop-web:latest, shop-web:1, shop-db:latest, " + id("3") + "]");
    }

    @Test
    void anArchiveComesFromStdin() throws Exception {
        console.images.news.add(new ImageNews.Text("Loaded image: a:1\nLoaded image ID: sha256:2\n"));
        console.client.sends("tar");
        assertThat(console.run("load --json")).isEqualTo(OK);
        assertThat(console.images.done).containsExactly("load tar");
        assertThat(out()).isEqualTo("""
                        {"image":"a:1","action":"load","ok":true,"status":"loaded"}
                        {"image":"sha256:2","action":"load","ok":true,"status":"loaded"}
                        """);
    }

    @Test
    void aBuildPrintsWhatItSaysAndNoTerminalObeysIt() throws Exception {
        console.images.news.add(new ImageNews.Text("Step 1/1 : RUN x\n"));
        console.images.news.add(new ImageNews.Text("half \u001b]0;x\u0007"));
        console.images.news.add(new ImageNews.Text("a line\n"));
        console.images.news.add(new ImageNews.Result("sha256:9"));
        console.client.sends("tar");
        assertThat(console.run("build -t a -t b:1 -")).isEqualTo(OK);
        assertThat(console.images.done).containsExactly("build [a:latest, b:1] of tar");
        assertThat(out()).isEqualTo("Step 1/1 : RUN x\nhalf \\x1b]0;x\\x07a line\n");
        console.client.sends("tar");
        console.run("build -q -");
        assertThat(out()).endsWith("\nsha256:9\n");
    }

    @Test
    void aBuildThatFailsIs1() throws Exception {
        console.images.refusals.put(
                "build [] of tar",
                new EngineException(
                        EngineException.Kind.FAILED, "The engine could not build it: returned a non-zero code: 3"));
        console.client.sends("tar");
        assertThat(console.run("build -")).isEqualTo(FAILED);
        assertThat(err()).contains("non-zero code: 3");
    }

    @Test
    void filesOfTheGatewaysAreNoContext() throws Exception {
        assertThat(console.run("build -t a /etc")).isEqualTo(USAGE);
        assertThat(console.run("build --build-arg A -")).isEqualTo(USAGE);
        assertThat(console.images.done).isEmpty();
    }

    @Test
    void aPasswordIsOneLineOfStdin() throws Exception {
        console.client.sends("hu sh\r\nmore");
        assertThat(console.run("login r.test:5000 -u bob")).isEqualTo(OK);
        assertThat(console.images.done).containsExactly("check r.test:5000 bob hu sh");
        assertThat(RegistryLogins.in(state).find("r.test:5000").orElseThrow().secret())
                .isEqualTo(Secret.of("hu sh".getBytes(UTF_8)));
        assertThat(out()).isEqualTo("r.test:5000: logged in as bob\n");
        assertThat(console.audited.toString()).doesNotContain("hu sh");
    }

    @Test
    void whatARegistryRefusesIsNotKept() throws Exception {
        engineSays("check r.test bob wrong", "The engine could not log in: unauthorized");
        console.client.sends("wrong\n");
        assertThat(console.run("login r.test -u bob")).isEqualTo(new Exit.Status(Codes.ENGINE));
        assertThat(RegistryLogins.in(state).all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"login r.test", "login r.test -u bob", "login r.test/a -u bob", "login http://r -u bob"})
    void aLoginThatLacksSomethingIsWrongUsage(String line) throws Exception {
        assertThat(console.run(line)).isEqualTo(USAGE);
        assertThat(console.images.done).isEmpty();
    }

    @Test
    void aPasswordWithoutEndIsRefused() throws Exception {
        console.client.sends("x".repeat(100_000));
        assertThat(console.run("login r.test -u bob")).isEqualTo(USAGE);
    }

    @Test
    void loginsAreListedWithoutTheirSecretsAndForgotten() throws Exception {
        console.client.sends("hush\n");
        console.run("login r.test -u bob");
        console.run("login");
        console.run("login --json");
        assertThat(console.run("logout r.test")).isEqualTo(OK);
        assertThat(console.run("logout r.test")).isEqualTo(new Exit.Status(Codes.UNKNOWN));
        assertThat(out()).contains("r.test  bob\n").contains("\"user\":\"bob\"").doesNotContain("hush");
        assertThat(RegistryLogins.in(state).all()).isEmpty();
    }
}
