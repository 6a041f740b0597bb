package io.hatchway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ssh admin@host} with images: a registry on loopback, archives over stdin and stdout, builds. */
@RealEngine
final class ImagesIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Registry open;
    private static Registry closed;
    private static Gateway gateway;

    @TempDir
    private Path folder;

    /** An image's name that this test alone uses. */
    private String image = "";

    @BeforeAll
    static void start() {
        open = STAGE.add(Registry.open());
        closed = STAGE.add(Registry.of("bob", "hush-hush"));
        gateway = STAGE.add(STAGE.add(Site.create()).open("admin").start());
    }

    @BeforeEach
    void anImage() {
        image = Box.freshName();
        Docker.copy("hatchway-test-busybox", image);
    }

    @AfterEach
    void removeImages() {
        String[] names = Docker.docker(
                        "images", "--format", "{{.Repository}}:{{.Tag}}", "--filter", "reference=*" + image)
                .split("\\s+", -1);
        String[] more = Docker.docker(
                        "images", "--format", "{{.Repository}}:{{.Tag}}", "--filter", "reference=*/*" + image)
                .split("\\s+", -1);
        Stream.concat(Arrays.stream(names), Arrays.stream(more))
                .filter(name -> !name.isBlank())
                .forEach(name -> Docker.tryDocker("rmi", "-f", name));
    }

    private static Ran admin(String... command) {
        return gateway.ssh("admin").run(command);
    }

    private static String idOf(String name) {
        return Docker.docker("image", "inspect", "--format", "{{.Id}}", name);
    }

    private static boolean isThere(String name) {
        return Docker.tryDocker("image", "inspect", name).code() == 0;
    }

    /** A tar archive of a build's context with one recipe. */
    private byte[] context(String recipe) {
        Site.write(folder.resolve("Dockerfile"), recipe);
        return Child.run(List.of("tar", "-C", folder.toString(), "-c", "Dockerfile"))
                .bytes();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    @Test
    void whatIsPushedCanBePulled() throws IOException {
        String there = open.address() + "/" + image + ":1";
        String id = idOf(image);
        assertThat(admin("tag", image, there).ok()).isEqualTo(image + ":latest: tagged " + there + "\n");
        Ran pushed = admin("push", there);
        assertThat(pushed.ok()).isEqualTo(there + ": pushed\n");
        assertThat(pushed.err()).contains(": Pushed\n").doesNotContain("\r").doesNotContain("\u001b");
        Docker.docker("rmi", there);
        Ran pulled = admin("pull", "--json", there);
        List<String> lines = pulled.ok().lines().toList();
        JsonNode last = JSON.readTree(lines.getLast());
        assertThat(last.path("status").asText()).isEqualTo("pulled");
        assertThat(last.path("digest").asText()).startsWith("sha256:");
        assertThat(idOf(there)).isEqualTo(id);
    }

    @Test
    void oneOfSeveralThatIsNotThereIs125AndTheOthersCome() {
        String there = open.address() + "/" + image + ":1";
        admin("tag", image, there).ok();
        admin("push", there).ok();
        Ran ran = admin("pull", open.address() + "/no/such:1", there);
        assertThat(ran.code()).isEqualTo(125);
        assertThat(ran.out()).isEqualTo(there + ": pulled\n");
        assertThat(ran.err()).contains("no/such:1").contains("manifest unknown");
    }

    @Test
    void aRegistryThatWantsALoginGetsTheOneThatIsKept() throws IOException {
        String there = closed.address() + "/" + image + ":1";
        admin("tag", image, there).ok();
        assertThat(admin("push", there).code()).isEqualTo(1);
        assertThat(gateway.ssh("admin")
                        .feed("wrong\n".getBytes(UTF_8), "login", closed.address(), "-u", "bob")
                        .code())
                .isEqualTo(125);
        assertThat(gateway.ssh("admin")
                        .feed("hush-hush\n".getBytes(UTF_8), "login", closed.address(), "-u", "bob")
                        .ok())
                .isEqualTo(closed.address() + ": logged in as bob\n");
        assertThat(admin("login").ok()).isEqualTo(closed.address() + "  bob\n");
        assertThat(admin("push", there).code()).isZero();
        assertThat(admin("pull", there).code()).isZero();
        try (Stream<Path> state = Files.walk(gateway.site().state())) {
            for (Path file : state.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain("hush-hush");
            }
        }
        assertThat(gateway.log()).doesNotContain("hush-hush");
        assertThat(admin("logout", closed.address()).code()).isZero();
        assertThat(admin("pull", there).code()).isEqualTo(125);
    }

    @Test
    void aPatternIsTaggedAtOnce() {
        Docker.docker("tag", image, image + "/a:latest");
        Docker.docker("tag", image, image + "/b:latest");
        assertThat(admin("tag", "'" + image + "/*:latest'", "stable", "1").ok().lines())
                .containsExactlyInAnyOrder(
                        image + "/a:latest: tagged " + image + "/a:stable",
                        image + "/a:latest: tagged " + image + "/a:1",
                        image + "/b:latest: tagged " + image + "/b:stable",
                        image + "/b:latest: tagged " + image + "/b:1");
        assertThat(isThere(image + "/b:stable")).isTrue();
        for (String name : List.of("/a:latest", "/a:stable", "/a:1", "/b:latest", "/b:stable", "/b:1")) {
            Docker.tryDocker("rmi", image + name);
        }
    }

    @Test
    void aContextOnStdinIsBuilt() throws IOException {
        byte[] context = context("""
                FROM %s
                ARG WHO
                RUN echo "hello $WHO" > /who && cat /who
                """.formatted(image));
        Ran built = gateway.ssh("admin")
                .feed(context, "build", "-t", image + ":built", "--build-arg", "WHO=nobody-else", "-");
        assertThat(built.ok()).contains("hello nobody-else\n").doesNotContain("\r");
        assertThat(isThere(image + ":built")).isTrue();
        Ran packed = gateway.ssh("admin").feed(gzip(context), "build", "-q", "--no-cache", "-t", image + ":z");
        assertThat(packed.ok()).isEqualTo(idOf(image + ":z") + "\n");
        try (Stream<Path> audit = Files.walk(gateway.site().state().resolve("audit"))) {
            String all = String.join(
                    "", audit.filter(Files::isRegularFile).map(Site::read).toList());
            assertThat(all).contains("WHO=***").doesNotContain("nobody-else");
        }
    }

    @Test
    void aStepThatFailsIs1AndItsWordsAreTheEngines() {
        byte[] context = context("FROM " + image + "\nRUN echo before && exit 3\n");
        Ran ran = gateway.ssh("admin").feed(context, "build", "-t", image + ":broken", "-");
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).contains("before\n");
        assertThat(ran.err()).contains("non-zero code: 3");
        assertThat(isThere(image + ":broken")).isFalse();
    }

    @Test
    void anArchiveGoesOutAndComesBack() throws IOException {
        String id = idOf(image);
        byte[] archive = admin("save", image).bytes();
        Docker.docker("rmi", image);
        assertThat(gateway.ssh("admin").feed(archive, "load").ok()).isEqualTo("Loaded image: " + image + ":latest\n");
        assertThat(idOf(image)).isEqualTo(id);
        Docker.docker("rmi", image);
        assertThat(gateway.ssh("admin").feed(gzip(archive), "load", "--json").ok())
                .isEqualTo(
                        "{\"image\":\"" + image + ":latest\",\"action\":\"load\",\"ok\":true,\"status\":\"loaded\"}\n");
    }

    @Test
    void aTornArchiveIs1AndLoadsNothing() {
        byte[] archive = admin("save", image).bytes();
        Docker.docker("rmi", image);
        Ran ran = gateway.ssh("admin").feed(Arrays.copyOf(archive, archive.length / 2), "load");
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("could not load");
        assertThat(isThere(image)).isFalse();
    }

    @Test
    void noTerminalGetsAnArchive() {
        Ran save = gateway.ssh("admin").with("-tt").run("save", image);
        assertThat(save.code()).isEqualTo(2);
        assertThat(save.out()).contains("no terminal can read one");
        assertThat(gateway.ssh("admin").with("-tt").run("load").code()).isEqualTo(2);
        assertThat(gateway.ssh("admin").with("-tt").run("build").code()).isEqualTo(2);
    }

    @Test
    void aReaderThatStopsHoldsTheEngineBackAndOneThatGoesEndsIt() {
        Docker.ensure("hatchway-test-debian");
        long before = sessionsEnded();
        try (Child client = Child.streaming(gateway.ssh("admin").argv("save", "hatchway-test-debian"))) {
            assertThat(client.stdout().read()).isNotNegative();
            assertThat(Eventually.settled(gateway::resident)).isLessThan(700L * 1024 * 1024);
            client.signal("KILL");
            Eventually.holds(() -> sessionsEnded() > before, gateway::log);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aClientThatVanishesWhileItSendsBuildsNothing() {
        byte[] context = context("FROM " + image + "\nRUN true\n");
        long before = sessionsEnded();
        try (Child client = gateway.ssh("admin").start("build", "-t", image + ":cut", "-")) {
            client.stdin().write(context);
            client.stdin().flush();
            Eventually.settled(gateway::resident);
            client.signal("KILL");
            Eventually.holds(() -> sessionsEnded() > before, gateway::log);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertThat(isThere(image + ":cut")).isFalse();
    }

    private static long sessionsEnded() {
        return gateway.log()
                .lines()
                .filter(line -> line.contains(" ends after "))
                .count();
    }

    @Test
    void onATerminalLayersHaveBars() {
        String there = open.address() + "/" + image + ":bars";
        Docker.docker("tag", image, there);
        try (Terminal terminal =
                new Terminal(100, 30, gateway.ssh("admin").with("-tt").argv("push", there))) {
            assertThat(terminal.awaitEnd()).isZero();
            terminal.awaitLine("[0-9a-f]{12}  (Pushed|Mounted from .*|Layer already exis.*)");
            terminal.awaitLine(there + ": pushed");
        }
    }
}
