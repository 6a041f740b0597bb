package io.hatchway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Single commands as a program reads them: JSON on stdout, what went wrong as JSON on stderr, and the exit code. */
@RealEngine
final class JsonIT {
    private static final String OFFLINE = "--network=none";

    private static final ObjectMapper JSON = new ObjectMapper();

    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Box web;
    private static Gateway gateway;
    private static Path olga;

    @BeforeAll
    static void start() {
        web = STAGE.add(Box.writing("echo 'one line'; exec sleep 99999"));
        Site site = STAGE.add(Site.create()).open(web).open("admin").configure("{}\n");
        olga = site.newKey("olga");
        Site.write(site.dir().resolve("access.yaml"), """
                people:
                  olga: {keys: [olga.pub], roles: [operator]}
                roles:
                  operator:
                    - {allow: [exec], containers: ["%s*"], commands: [ps, prune]}
                """.formatted(web.name()));
        gateway = STAGE.add(site.start());
    }

    private static Ran admin(String line) {
        return gateway.ssh("admin").run(line.replace("WEB", web.name()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ps -a --json",
                "images --json",
                "volumes --json",
                "networks --json",
                "inspect --json WEB",
                "top --json WEB",
                "stats --json WEB",
                "keys list --json",
                "keys who WEB --json",
                "people list --json",
                "roles list --json",
                "roles show operator --json",
                "sessions --json",
                "sessions recordings --json",
                "login --json",
            })
    void aListIsOneArrayOnOneLine(String line) throws IOException {
        Ran ran = admin(line);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.ok().lines()).hasSize(1);
        assertThat(JSON.readTree(ran.out()).isArray()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "info --json",
                "logs --json WEB",
                "events --since 1h --until 0s --json WEB",
                "audit --tail 3 --json",
            })
    void aStreamIsOneObjectALine(String line) throws IOException {
        Ran ran = admin(line);
        assertThat(ran.ok().lines()).isNotEmpty();
        for (String each : ran.out().lines().toList()) {
            assertThat(JSON.readTree(each).isObject()).as(each).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "inspect --json no-such-thing          | 127 | no-such-thing",
                "logs --json no-such-thing             | 127 | no-such-thing",
                "logs --json WEB --since yesterday     | 2   | yesterday",
                "ps --json --frob                      | 2   | Unknown option: '--frob'",
                "roles show --json none                | 127 | There is no role 'none'",
                "pull --json 127.0.0.1:1/x:1           | 125 | 127.0.0.1:1/x:1",
                "lgos --json                           | 127 | Did you mean 'logs'?",
                "sessions lost --json                  | 127 | sessions lost",
            })
    void whatGoesWrongIsAnObjectOnStderr(String line, int code, String sentence) throws IOException {
        Ran ran = admin(line);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.code()).as(ran.err()).isEqualTo(code);
        JsonNode error = JSON.readTree(ran.err().lines().findFirst().orElseThrow());
        assertThat(error.path("code").asInt()).isEqualTo(code);
        assertThat(error.path("error").asText()).contains(sentence);
        assertThat(admin(line.replace("--json", "")).err()).startsWith("hatchway: ");
    }

    @Test
    void whatIsNotGrantedIsAnObjectOnStderrToo() throws IOException {
        Ran ran = gateway.ssh("admin").withKey(olga).run("images", "--json");
        assertThat(ran.out()).isEmpty();
        assertThat(ran.code()).isEqualTo(126);
        assertThat(JSON.readTree(ran.err()).path("error").asText()).startsWith("You may not run 'images' here");
    }

    @Test
    void aLineLongerThanTheEnginesPartsIsOneLine() throws IOException {
        String script = "head -c 40000 /dev/zero | tr '\\0' a; echo; echo next";
        for (String[] options : List.of(new String[] {}, new String[] {"--tty"})) {
            try (Box box = Box.writing(script, options)) {
                Docker.docker("wait", box.name());
                assertThat(gateway.ssh("admin").run("logs", box.name()).ok())
                        .isEqualTo("a".repeat(40_000) + "\nnext\n");
                List<String> lines = gateway.ssh("admin")
                        .run("logs", "--json", box.name())
                        .ok()
                        .lines()
                        .toList();
                assertThat(lines).hasSize(2);
                assertThat(JSON.readTree(lines.getFirst()).path("text").asText())
                        .isEqualTo("a".repeat(40_000));
            }
        }
    }

    @Test
    void pruneTakesWhatHasEndedWithAYesAlone() {
        String ended = web.name() + "-ended";
        Docker.start(ended, "hatchway-test-busybox", List.of(OFFLINE), List.of("true"));
        try {
            Docker.docker("wait", ended);
            Ssh operator = gateway.ssh("admin").withKey(olga);
            assertThat(operator.run("prune", "--dry-run", "container").ok()).isEqualTo("container " + ended + "\n");
            assertThat(operator.run("prune", "container").code()).isEqualTo(2);
            assertThat(operator.run("prune", "--yes", "container").ok())
                    .isEqualTo("container " + ended + ": removed\n");
            assertThat(operator.run("ps", "-a", "-q").ok()).isEqualTo(web.name() + "\n");
        } finally {
            Docker.tryDocker("rm", "-f", ended);
        }
    }

    @Test
    void aShellReadsItsInputAndTheCodeIsItsOwn() {
        Ran ran = gateway.ssh("admin").feed("echo in-$((40+2)); exit 5\n".getBytes(UTF_8), "shell", web.name());
        assertThat(ran.out()).isEqualTo("in-42\n");
        assertThat(ran.code()).isEqualTo(5);
    }

    @Test
    void helpIsForPeopleAndNoError() {
        assertThat(admin("help").ok()).contains("logs", "audit");
        assertThat(admin("logs --help").ok()).startsWith("Usage: logs");
        assertThat(admin("keys --help").ok()).contains("revoke");
        assertThat(admin("audit lost").code()).isEqualTo(127);
    }
}
