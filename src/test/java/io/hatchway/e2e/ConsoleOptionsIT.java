package io.hatchway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What signals, events' kinds and pruning do on the engine itself. */
@RealEngine
final class ConsoleOptionsIT {
    private static final String OFFLINE = "--network=none";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** On all that may be pruned here, and on nothing of anybody else's. */
    private static final String OWNER = Box.freshName();

    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Box web;
    private static Gateway gateway;
    private static Path pruner;

    @BeforeAll
    static void start() {
        String script =
                "for s in HUP USR1 USR2; do trap \"echo got-$s\" $s; done; echo ready; while :; do sleep 0.1; done";
        web = STAGE.add(Box.writing(script));
        Site site = STAGE.add(Site.create()).open("admin").configure("{}\n");
        pruner = site.newKey("pruner");
        Site.write(site.dir().resolve("access.yaml"), """
                people:
                  pruner: {keys: [pruner.pub], roles: [pruner]}
                roles:
                  pruner:
                    - {allow: [], labels: {owner: %s}, commands: [prune]}
                """.formatted(OWNER));
        gateway = STAGE.add(site.start());
        Eventually.holds(
                () -> Docker.docker("logs", web.name()).contains("ready"), () -> Docker.docker("logs", web.name()));
    }

    private static Ran admin(String line) {
        return gateway.ssh("admin").run(line.replace("WEB", web.name()));
    }

    private static Ran prune(String words) {
        return gateway.ssh("admin").withKey(pruner).run("prune " + words);
    }

    @ParameterizedTest
    @CsvSource({"USR1, got-USR1", "SIGHUP, got-HUP", "12, got-USR2"})
    void aSignalArrives(String signal, String told) {
        assertThat(admin("kill -s " + signal + " WEB").ok()).isEqualTo(web.name() + ": sent " + signal + "\n");
        Eventually.holds(
                () -> Docker.docker("logs", web.name()).contains(told), () -> Docker.docker("logs", web.name()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"FROB", "'a b'", "99999"})
    void whatIsNoSignalEndsNothing(String signal) {
        Ran ran = admin("kill -s " + signal + " WEB");
        assertThat(ran.code()).isIn(2, 125);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("hatchway: ");
        assertThat(web.sh("echo runs")).isEqualTo("runs");
    }

    @Test
    void eventsAreOfTheirKind() throws IOException {
        String network = Docker.docker("network", "create", "--internal", OWNER + "-kind");
        String volume = Docker.docker("volume", "create", OWNER + "-kind");
        try {
            assertThat(types("network")).contains("network").containsOnly("network");
            assertThat(types("volume")).contains("volume").containsOnly("volume");
            assertThat(types("container")).contains("container").containsOnly("container");
            assertThat(admin("events --type nothing-of-that-kind").code()).isEqualTo(2);
        } finally {
            Docker.tryDocker("network", "rm", network);
            Docker.tryDocker("volume", "rm", volume);
        }
    }

    private static List<String> types(String kind) throws IOException {
        List<String> types = new ArrayList<>();
        for (String line : admin("events --since 2m --until 0s --json --type " + kind)
                .ok()
                .lines()
                .toList()) {
            types.add(JSON.readTree(line).path("type").asText());
        }
        return types;
    }

    @Test
    void volumesAndNetworksThatNothingUsesGo() {
        String label = "owner=" + OWNER;
        for (String kind : List.of("volume", "network")) {
            String used = Docker.docker(kind, "create", "--label", label, OWNER + "-used");
            String[] options = kind.equals("volume")
                    ? new String[] {OFFLINE, "--volume", OWNER + "-used:/data"}
                    : new String[] {"--network", OWNER + "-used"};
            String free = OWNER + "-free";
            try (Box _ = Box.busybox(options)) {
                Docker.docker(kind, "create", "--label", label, free);
                // Before anything goes: nobody else's may be among it.
                assertThat(prune("--dry-run " + kind).ok()).isEqualTo(kind + " " + free + "\n");
                assertThat(prune(kind).code()).as("without --yes").isEqualTo(2);
                assertThat(prune("--yes " + kind).ok()).isEqualTo(kind + " " + free + ": removed\n");
                assertThat(Docker.tryDocker(kind, "inspect", free).code()).isEqualTo(1);
                assertThat(Docker.tryDocker(kind, "inspect", used).code()).isZero();
                assertThat(prune("--yes " + kind).ok()).isEmpty();
            } finally {
                Docker.tryDocker(kind, "rm", free);
                Docker.tryDocker(kind, "rm", OWNER + "-used");
            }
        }
    }

    @Test
    void imagesWithoutANameGo() {
        Docker.ensure("hatchway-test-busybox");
        String named = image("named", "-t", OWNER + ":kept");
        String nameless = image("nameless");
        String line = "image " + nameless.substring("sha256:".length()).substring(0, 12);
        try {
            assertThat(prune("--dry-run image").ok()).isEqualTo(line + "\n");
            assertThat(prune("--yes image").ok()).isEqualTo(line + ": removed\n");
            assertThat(Docker.tryDocker("image", "inspect", nameless).code()).isEqualTo(1);
            assertThat(Docker.tryDocker("image", "inspect", named).code()).isZero();
        } finally {
            Docker.tryDocker("rmi", OWNER + ":kept");
            Docker.tryDocker("rmi", nameless);
        }
    }

    /** An image of its own, of the test image and labels. */
    private static String image(String what, String... options) {
        List<String> argv = new ArrayList<>(
                List.of("docker", "build", "-q", "--label", "owner=" + OWNER, "--label", "what=" + what));
        argv.addAll(List.of(options));
        argv.add("-");
        return Child.run(argv, "FROM hatchway-test-busybox\n".getBytes(UTF_8))
                .ok()
                .strip();
    }
}
