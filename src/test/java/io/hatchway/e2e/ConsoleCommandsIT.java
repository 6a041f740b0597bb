package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code ssh admin@host COMMAND}: every command as a script uses it. */
@RealEngine
final class ConsoleCommandsIT {
    /** Nothing here needs a network. */
    private static final String OFFLINE = "--network=none";

    private static final ObjectMapper JSON = new ObjectMapper();

    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Box web;
    private static Box closed;
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        web = STAGE.add(Box.busybox(OFFLINE, "--label", "tier=it", "--hostname", "front"));
        closed = STAGE.add(Box.busybox(OFFLINE));
        Site site = STAGE.add(Site.create()).open(web).open("admin");
        gateway = STAGE.add(site.start());
    }

    private static Ran admin(String... command) {
        return gateway.ssh("admin").run(command);
    }

    private static JsonNode json(String... command) throws IOException {
        return JSON.readTree(admin(command).ok());
    }

    @Test
    void psFindsAContainerByNameLabelAndState() throws IOException {
        JsonNode rows = json("ps", "--json", "--label", "tier=it", "--state", "running", web.name());
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).path("name").asText()).isEqualTo(web.name());
        assertThat(rows.get(0).path("image").asText()).startsWith("hatchway-test-busybox");
    }

    @Test
    void aTableOnAPipeHasNoColourAndNoCarriageReturn() {
        assertThat(admin("ps").ok())
                .contains(web.name())
                .doesNotContain("\u001b")
                .doesNotContain("\r");
    }

    @Test
    void imagesVolumesAndNetworksAreListed() throws IOException {
        String volume = Docker.docker("volume", "create", "--label", "tier=it");
        try {
            assertThat(admin("images", "-q", "hatchway-test-busybox").ok()).startsWith("hatchway-test-busybox");
            assertThat(json("volumes", "--json", "--label", "tier=it")
                            .get(0)
                            .path("used")
                            .asBoolean())
                    .isFalse();
            assertThat(admin("networks", "-q").ok()).contains("bridge\n");
            assertThat(admin("inspect", "--type", "volume", volume).ok()).contains("\"Mountpoint\"");
        } finally {
            Docker.tryDocker("volume", "rm", volume);
        }
    }

    @Test
    void inspectIsTheEnginesOwnDescription() throws IOException {
        assertThat(json("inspect", web.name())
                        .get(0)
                        .path("Config")
                        .path("Hostname")
                        .asText())
                .isEqualTo("front");
    }

    @Test
    void whatIsNotThereIs127AndNothingIsOnStdout() {
        for (String command : List.of("inspect", "logs", "top", "stop", "stats")) {
            Ran ran = admin(command, "no-such-thing");
            assertThat(ran.code()).as(command).isEqualTo(127);
            assertThat(ran.out()).as(command).isEmpty();
            assertThat(ran.err()).as(command).contains("no-such-thing");
        }
    }

    @Test
    void infoDoctorAndVersionAnswer() throws IOException {
        assertThat(json("info", "--json").path("version").asText()).isNotEmpty();
        assertThat(json("doctor", "--json").findValuesAsText("check")).contains("engine", "clock", "disk", "keys");
        assertThat(admin("version").ok()).startsWith("hatchway ");
    }

    @Test
    void topAndStatsMeasure() throws IOException {
        assertThat(json("top", "--json", web.name()).get(0).path("CMD").asText())
                .contains("sleep");
        JsonNode sample = json("stats", web.name()).get(0);
        assertThat(sample.path("name").asText()).isEqualTo(web.name());
        assertThat(sample.path("memory").asLong()).isPositive();
    }

    @Test
    void logsOfSeveralAreMergedByTime() {
        try (Box one = Box.writing("echo first; sleep 4; echo third");
                Box two = Box.writing("echo second")) {
            Docker.docker("wait", one.name(), two.name());
            String lines = admin("logs", one.name(), two.name()).ok();
            assertThat(lines.lines().map(line -> line.replaceFirst(".* \\| ", "")))
                    .containsExactly("first", "second", "third");
        }
    }

    @Test
    void logsEscapesAreNeutralisedUnlessRaw() {
        try (Box box = Box.writing("printf '\\033]0;owned\\007\\033[31mred\\n'")) {
            Docker.docker("wait", box.name());
            assertThat(admin("logs", box.name()).ok()).isEqualTo("\\x1b]0;owned\\x07red\n");
            assertThat(admin("logs", "--raw", box.name()).ok()).isEqualTo("\u001b]0;owned\u0007\u001b[31mred\n");
        }
    }

    @Test
    void logsOfEveryLineArriveHoweverMany() {
        try (Box box = Box.writing("seq 200000")) {
            Docker.docker("wait", box.name());
            assertThat(admin("logs", box.name()).ok().lines().count()).isEqualTo(200_000);
            assertThat(admin("logs", "--tail", "2", box.name()).ok()).isEqualTo("199999\n200000\n");
        }
    }

    @Test
    void aFollowedServiceSurvivesBeingMadeAnew() {
        String project = Box.freshName();
        String[] labels = {
            "--label", "com.docker.compose.project=" + project, "--label", "com.docker.compose.service=app"
        };
        Box before = Box.writing("echo before; sleep 99999", labels);
        try (Child logs = gateway.ssh("admin").start("logs", "-f", project + ".app")) {
            Eventually.holds(() -> logs.out().contains("| before"), logs::toString);
            before.close();
            try (Box after = Box.writing("echo after; sleep 99999", labels)) {
                Eventually.holds(() -> logs.out().contains(after.name() + " | after"), logs::toString);
                assertThat(logs.alive()).isTrue();
            }
        } finally {
            before.close();
        }
    }

    @Test
    void aFloodIsFollowedWithoutGrowing() throws Exception {
        try (Box box = Box.writing("yes 'a line of sixty characters or so, as a web server would write it'");
                Child logs = gateway.ssh("admin").start("logs", "-f", box.name())) {
            Eventually.holds(() -> logs.out().length() > 1_000_000, () -> "no flood");
            Docker.docker("pause", box.name());
            assertThat(gateway.resident()).isLessThan(600L * 1024 * 1024);
        }
    }

    @Test
    void eventsAreToldAsTheyHappen() throws IOException {
        try (Box box = Box.busybox(OFFLINE);
                Child events = gateway.ssh("admin").start("events", "--json", "--action", "*pause", box.name())) {
            // The engine may take a moment to listen.
            Eventually.holds(
                    () -> {
                        Docker.tryDocker("pause", box.name());
                        Docker.tryDocker("unpause", box.name());
                        return events.out().contains("\"action\":\"unpause\"");
                    },
                    events::toString);
            JsonNode first = JSON.readTree(events.out().lines().findFirst().orElseThrow());
            assertThat(first.path("name").asText()).isEqualTo(box.name());
        }
    }

    @Test
    void aContainersWholeLifeIsInReach() {
        Box box = Box.busybox(OFFLINE);
        try {
            assertThat(admin("pause", box.name()).ok()).isEqualTo(box.name() + ": paused\n");
            assertThat(admin("unpause", box.name()).code()).isZero();
            assertThat(admin("restart", "-t", "0", "--wait", "healthy", box.name())
                            .code())
                    .isZero();
            assertThat(admin("kill", box.name()).code()).isZero();
            assertThat(admin("kill", box.name()).code()).isEqualTo(125);
            assertThat(admin("start", box.name()).code()).isZero();
            assertThat(admin("stop", "--time", "0", box.name()).code()).isZero();
            assertThat(admin("rename", box.name(), box.name() + "-b").code()).isZero();
            assertThat(admin("rm", box.name() + "-b").code())
                    .as("without --yes")
                    .isEqualTo(2);
            assertThat(admin("rm", "--yes", box.name() + "-b").ok()).endsWith(": removed\n");
        } finally {
            Docker.tryDocker("rm", "-f", box.name() + "-b");
            box.close();
        }
    }

    @Test
    void aServiceThatIsNotHealthyIs1() {
        try (Box box =
                Box.busybox(OFFLINE, "--health-cmd", "exit 1", "--health-interval", "1s", "--health-retries", "1")) {
            Ran ran = admin("restart", "-t", "0", "--wait", "healthy", box.name());
            assertThat(ran.code()).isEqualTo(1);
            assertThat(ran.err()).contains("not healthy");
        }
    }

    @Test
    void execCarriesBytesAndTheExitCode() {
        byte[] all = new byte[256 * 1024];
        for (int at = 0; at < all.length; at++) {
            all[at] = (byte) at;
        }
        assertThat(gateway.ssh("admin").feed(all, "exec", web.name(), "cat").bytes())
                .isEqualTo(all);
        assertThat(admin("exec", web.name(), "sh", "-c", "'echo \"$0\" >&2; exit 7'", "'a  b'"))
                .satisfies(ran -> {
                    assertThat(ran.code()).isEqualTo(7);
                    assertThat(ran.err()).isEqualTo("a  b\n");
                });
    }

    @Test
    void execWantsTheContainersGrantToo() {
        Ran ran = admin("exec", closed.name(), "id");
        assertThat(ran.code()).isEqualTo(126);
        assertThat(ran.err()).contains("You may not open");
    }

    @Test
    void aVanishedClientLeavesNothingBehind() {
        try (Child client = gateway.ssh("admin").start("exec", web.name(), "sleep", "4242")) {
            web.awaitProgram("sleep 4242");
            client.signal("KILL");
        }
        web.awaitEmpty();
    }

    @Test
    void wrongUsageIs2AndUnknownIs127() {
        assertThat(admin("ps", "--frob").code()).isEqualTo(2);
        assertThat(admin("logs").code()).isEqualTo(2);
        assertThat(admin("ps", "--watch").code()).isEqualTo(2);
        assertThat(admin("lgos", "x").code()).isEqualTo(127);
    }

    @Test
    void whoMayOpenAContainerMayNotOpenTheConsole() {
        Box other = closed;
        Site site = Site.create().open(other);
        try (site;
                Gateway without = site.start()) {
            assertThat(without.ssh("admin").run("ps").code()).isEqualTo(255);
        }
    }
}
