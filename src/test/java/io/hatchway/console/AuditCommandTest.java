package io.hatchway.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.access.SampleGrants;
import io.hatchway.session.Exit;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
final class AuditCommandTest {
    private static final String LINES = """
            {"v":1,"seq":1,"ts":"2026-01-01T10:00:00.000Z","event":"auth.fail","outcome":"refused","login":"web"}
            {"v":1,"seq":2,"ts":"2026-01-01T11:00:00.000Z","event":"session.start","outcome":"ok","sid":"aabbcc","identity":"alice","name":"web"}
            {"v":1,"seq":3,"ts":"2026-01-01T12:00:00.000Z","event":"file.open","outcome":"ok","sid":"aabbcc","path":"/x \\u001b[2J"}
            """;

    private static final String WITHIN = """
            {"v":1,"seq":1,"event":"file.open","sid":"aabbcc","identity":"alice","login":"shop.web","container":"0123","name":"shop-web-1","path":"/x"}
            {"v":1,"seq":2,"event":"admin.command","sid":"ddeeff","identity":"olga","login":"admin","command":"stop -t 3 shop-*","exit":0}
            {"v":1,"seq":3,"event":"admin.command","sid":"ddeeff","identity":"olga","login":"admin","command":"logs db","exit":0}
            {"v":1,"seq":4,"event":"admin.command","sid":"ddeeff","identity":"olga","login":"admin","command":"login -p *** -e A=*** registry","exit":0}
            """;

    @TempDir
    private Path state;

    private SampleConsole console;

    @BeforeEach
    void aLog() throws Exception {
        console = new SampleConsole(state);
        Files.createDirectory(state.resolve("audit"));
        Files.writeString(state.resolve("audit/audit.jsonl"), LINES);
    }

    private String json(String options) throws Exception {
        SampleConsole fresh = new SampleConsole(state);
        assertThat(fresh.run("audit list --json " + options)).isEqualTo(new Exit.Status(0));
        return fresh.client
                .out()
                .lines()
                .map(line -> line.replaceAll(".*\"seq\":([0-9]+).*", "$1"))
                .toList()
                .toString();
    }

    @Test
    void theLogsOwnLinesArePassedOn() throws Exception {
        console.run("audit --json");
        assertThat(console.client.out()).isEqualTo(LINES);
    }

    @Test
    void allConditionsHaveToHold() throws Exception {
        assertThat(json("--event session.*")).isEqualTo("[2]");
        assertThat(json("--outcome refused")).isEqualTo("[1]");
        assertThat(json("--person alice")).isEqualTo("[2]");
        assertThat(json("--container web")).isEqualTo("[1, 2]");
        assertThat(json("--session aab")).isEqualTo("[2, 3]");
        assertThat(json("--session aab --event file.open")).isEqualTo("[3]");
        assertThat(json("--since 2026-01-01T11:00:00Z")).isEqualTo("[2, 3]");
        assertThat(json("--until 2026-01-01T11:00:00Z")).isEqualTo("[1, 2]");
        assertThat(json("--tail 1")).isEqualTo("[3]");
    }

    @Test
    void whatIsDoneWithinASessionIsFoundByWhoAndWhere() throws Exception {
        Files.writeString(state.resolve("audit/audit.jsonl"), WITHIN);
        assertThat(json("--person alice")).isEqualTo("[1]");
        assertThat(json("--person olga")).isEqualTo("[2, 3, 4]");
        assertThat(json("--container shop-web-1")).isEqualTo("[1, 2]");
        assertThat(json("--container shop-db-1")).isEqualTo("[2]");
        assertThat(json("--container 'd?'")).isEqualTo("[3]");
        assertThat(json("--container admin")).isEqualTo("[2, 3, 4]");
        assertThat(json("--container logs")).isEqualTo("[]");
    }

    @ParameterizedTest
    @CsvSource({"--event nosuch, auth.fail", "--event 'sesion.*', session.start", "--outcome foo, refused"})
    void aNameThatNoEventHasIsWrongUsageWithTheNamesThereAre(String options, String known) throws Exception {
        assertThat(console.run("audit list " + options)).isEqualTo(new Exit.Status(2));
        assertThat(console.client.out()).isEmpty();
        assertThat(console.client.err()).contains("There is no ", known);
    }

    @Test
    void aTableHasNothingATerminalWouldObey() throws Exception {
        console.run("audit");
        assertThat(console.client.out())
                .contains("session.start", "alice", "\\x1b[2J")
                .doesNotContain("\u001b");
    }

    @Test
    void whoMaySeeSomeContainersAloneIsRefused() throws Exception {
        console.client.grant(SampleGrants.operator("shop", "audit"));
        assertThat(console.run("audit")).isEqualTo(new Exit.Status(126));
        assertThat(console.run("audit verify")).isEqualTo(new Exit.Status(126));
        assertThat(console.client.out()).isEmpty();
    }

    @Test
    void aLogThatIsNotAsItWasWrittenIs1() throws Exception {
        assertThat(console.run("audit verify")).isEqualTo(new Exit.Status(1));
    }

    @Test
    void wrongNumbersAreWrongUsage() throws Exception {
        assertThat(console.run("audit --tail -1")).isEqualTo(new Exit.Status(2));
        assertThat(console.run("audit --since yesterday")).isEqualTo(new Exit.Status(2));
    }
}
