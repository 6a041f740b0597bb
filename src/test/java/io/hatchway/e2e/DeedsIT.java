package io.hatchway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Single commands that change something, as a program reads them with {@code --json}. */
@RealEngine
final class DeedsIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Registry registry;
    private static Box home;
    private static Site site;
    private static Gateway gateway;

    @TempDir
    private Path folder;

    private Box one;
    private Box two;
    private String image = "";

    @BeforeAll
    static void start() {
        registry = STAGE.add(Registry.of("bob", "hush-hush"));
        home = STAGE.add(Box.busybox("--network", "none"));
        site = STAGE.add(Site.create()).open("admin").open(home).configure("recordings: {mode: strict}\n");
        site.newKey("olga");
        Site.write(site.dir().resolve("access.yaml"), """
                people:
                  olga: {keys: [olga.pub]}
                roles:
                  operator:
                    - {allow: [exec], containers: ["shop-*"], commands: [ps]}
                """);
        gateway = STAGE.add(site.start());
    }

    @BeforeEach
    void twoContainersAndAnImage() {
        one = Box.busybox("--network", "none");
        two = Box.busybox("--network", "none");
        image = Box.freshName();
        Docker.copy("hatchway-test-busybox", image);
    }

    @AfterEach
    void removeThem() {
        one.close();
        two.close();
        Docker.tryDocker("rmi", "-f", image, image + ":v2", image + ":built", registry.address() + "/" + image);
    }

    private static Ran admin(String... command) {
        return gateway.ssh("admin").run(command);
    }

    private static List<JsonNode> objects(String text) throws IOException {
        List<JsonNode> objects = new ArrayList<>();
        for (String line : text.lines().toList()) {
            objects.add(JSON.readTree(line));
        }
        return objects;
    }

    private static void assertDone(Ran ran, String kind, String name, String action) throws IOException {
        JsonNode object = objects(ran.ok()).getLast();
        assertThat(object.path(kind).asText()).as(ran.toString()).isEqualTo(name);
        assertThat(object.path("action").asText()).isEqualTo(action);
        assertThat(object.path("ok").asBoolean()).isTrue();
    }

    @Test
    void aContainersWholeLifeIsAnObjectForEachStep() throws IOException {
        for (String action : List.of("pause", "unpause", "stop", "start", "restart", "kill")) {
            List<String> line = new ArrayList<>(List.of(action, "--json", one.name()));
            if (action.equals("stop") || action.equals("restart")) {
                line.addAll(List.of("-t", "0"));
            }
            Ran ran = admin(line.toArray(String[]::new));
            assertThat(ran.err()).isEmpty();
            assertDone(ran, "container", one.name(), action);
        }
        Ran renamed = admin("rename", "--json", two.name(), two.name() + "-b");
        assertDone(renamed, "container", two.name(), "rename");
        assertThat(objects(renamed.out()).getFirst().path("name").asText()).isEqualTo(two.name() + "-b");
        assertDone(admin("rename", "--json", two.name() + "-b", two.name()), "container", two.name() + "-b", "rename");
        assertDone(admin("rm", "--json", "-f", "-y", two.name()), "container", two.name(), "rm");
    }

    @Test
    void oneThatFailsIsAnObjectOnStderrAndTheOthersAreDone() throws IOException {
        Docker.docker("pause", two.name());
        Ran ran = admin("unpause", "--json", one.name(), two.name());
        assertThat(ran.code()).isEqualTo(125);
        assertThat(objects(ran.out()))
                .singleElement()
                .satisfies(done -> assertThat(done.path("container").asText()).isEqualTo(two.name()));
        assertThat(objects(ran.err())).singleElement().satisfies(error -> {
            assertThat(error.path("container").asText()).isEqualTo(one.name());
            assertThat(error.path("action").asText()).isEqualTo("unpause");
            assertThat(error.path("code").asInt()).isEqualTo(125);
            assertThat(error.path("error").asText()).contains("is not paused");
        });
    }

    @Test
    void whatWouldGoAndWhatWentAreObjects() throws IOException {
        String ended = one.name() + "-ended";
        Docker.start(ended, "hatchway-test-busybox", List.of("--network=none"), List.of("true"));
        try {
            Docker.docker("wait", ended);
            List<JsonNode> would =
                    objects(admin("prune", "--json", "--dry-run", "container").ok());
            assertThat(would)
                    .filteredOn(row -> row.path("container").asText().equals(ended))
                    .singleElement()
                    .satisfies(
                            row -> assertThat(row.path("dry_run").asBoolean()).isTrue());
            Ran refused = admin("prune", "--json", "container");
            assertThat(refused.code()).isEqualTo(2);
            assertThat(objects(refused.err()).getFirst().path("error").asText()).contains("--yes");
        } finally {
            Docker.tryDocker("rm", "-f", ended);
        }
    }

    @Test
    void imagesGoOutAndComeBackAsObjects() throws IOException {
        assertDone(admin("tag", "--json", image, "v2"), "image", image + ":latest", "tag");
        Ran saved = admin("save", "--json", image);
        assertThat(saved.code()).isZero();
        JsonNode whole = objects(saved.err()).getLast();
        assertThat(whole.path("image").asText()).isEqualTo(image + ":latest");
        assertThat(whole.path("ok").asBoolean()).isTrue();
        assertDone(gateway.ssh("admin").feed(saved.bytes(), "load", "--json"), "image", image + ":latest", "load");
        Site.write(folder.resolve("Dockerfile"), "FROM " + image + "\nRUN echo hello\n");
        byte[] context = Child.run(List.of("tar", "-C", folder.toString(), "-c", "Dockerfile"))
                .bytes();
        Ran built = gateway.ssh("admin").feed(context, "build", "--json", "-t", image + ":built", "-");
        assertDone(built, "image", Docker.docker("image", "inspect", "--format", "{{.Id}}", image + ":built"), "build");
    }

    @Test
    void aRegistryIsAnObjectForEachStep() throws IOException {
        String there = registry.address() + "/" + image + ":latest";
        byte[] password = "hush-hush\n".getBytes(UTF_8);
        Ran login = gateway.ssh("admin").feed(password, "login", "--json", registry.address(), "-u", "bob");
        assertDone(login, "registry", registry.address(), "login");
        assertDone(admin("tag", "--json", image, there), "image", image + ":latest", "tag");
        assertDone(admin("push", "--json", there), "image", there, "push");
        assertDone(admin("pull", "--json", there), "image", there, "pull");
        assertDone(admin("logout", "--json", registry.address()), "registry", registry.address(), "logout");
        Ran again = admin("logout", "--json", registry.address(), "r.test");
        assertThat(again.code()).isEqualTo(127);
        assertThat(objects(again.err()))
                .extracting(error -> error.path("registry").asText())
                .containsExactly(registry.address(), "r.test");
    }

    @Test
    void whatIsDoneToSessionsIsAnObjectForEach() throws IOException {
        try (Terminal person =
                new Terminal(100, 30, gateway.ssh(home).with("-tt").argv())) {
            person.awaitScreen("#");
            String id = "";
            for (JsonNode each : JSON.readTree(admin("sessions", "--json").ok())) {
                id = each.path("container").asText().equals(home.name())
                        ? each.path("id").asText()
                        : id;
            }
            assertDone(admin("sessions", "message", "--json", id, "hello --json"), "session", id, "sessions message");
            person.awaitScreen("hello --json");
            assertDone(admin("sessions", "kill", "--json", "-y", id), "session", id, "sessions kill");
            Ran exported = admin("sessions", "export", "--json", id);
            assertThat(exported.ok()).startsWith("{\"version\":3");
            JsonNode told = objects(exported.err()).getLast();
            assertThat(told.path("recording").asText()).isEqualTo(id);
            assertThat(told.path("sha256").asText()).hasSize(64);
        }
    }

    @Test
    void whoMayDoWhatIsChangedAsOneArray() throws IOException {
        byte[] key = Files.readAllBytes(Path.of(site.newKey("guest") + ".pub"));
        Ran added = gateway.ssh("admin").feed(key, "keys", "add", home.name(), "--json");
        String fingerprint =
                JSON.readTree(added.ok()).get(0).path("fingerprint").asText();
        List<Ran> all = List.of(
                added,
                admin("keys", "expire", fingerprint, "30d", "--json"),
                admin("keys", "revoke", fingerprint, "-y", "--json"),
                admin("people", "add", "dora", "--principal", "dora", "--json"),
                admin("roles", "grant", "operator", "dora", "--json"),
                admin("roles", "revoke", "operator", "dora", "-y", "--json"),
                admin("people", "remove", "dora", "-y", "--json"));
        for (Ran ran : all) {
            assertThat(ran.ok().lines()).hasSize(1);
            assertThat(JSON.readTree(ran.out()).get(0).path("change").asText())
                    .as(ran.toString())
                    .isNotEmpty();
        }
        Ran none = admin("roles", "grant", "none", "olga", "--json");
        assertThat(none.code()).isNotZero();
        assertThat(objects(none.err()).getFirst().path("code").asInt()).isEqualTo(none.code());
    }

    @Test
    void theGatewayItselfAnswersInObjects() throws IOException {
        assertThat(objects(admin("version", "--json").ok())
                        .getFirst()
                        .path("version")
                        .asText())
                .isNotEmpty();
        assertThat(JSON.readTree(admin("help", "--json").ok()).findValuesAsText("command"))
                .contains("stop", "audit");
        JsonNode verdict = objects(admin("audit", "verify", "--json").ok()).getFirst();
        assertThat(verdict.path("ok").asBoolean()).isTrue();
        assertThat(verdict.path("last").asLong()).isPositive();
    }
}
