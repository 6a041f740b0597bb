package io.hatchway.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hatchway.access.SampleGrants;
import io.hatchway.audit.AuditEvent;
import io.hatchway.container.EngineException;
import io.hatchway.container.FakeInventory;
import io.hatchway.container.ImageSummary;
import io.hatchway.container.Lifecycle;
import io.hatchway.container.LogLine;
import io.hatchway.container.Pty;
import io.hatchway.container.Size;
import io.hatchway.session.Exit;
import io.hatchway.session.Request;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Timeout(20)
final class CommandsTest {
    @TempDir
    private Path state;

    private SampleConsole console;

    @BeforeEach
    void anEngineWithTwoContainers() {
        console = new SampleConsole(state);
        console.inventory.containers.add(FakeInventory.running("web"));
        console.inventory.containers.add(FakeInventory.container("job", "exited", "Exited (1) 3 days ago"));
    }

    private String out() {
        return console.client.out();
    }

    private String err() {
        return console.client.err();
    }

    @Test
    void theCommandsThatCanBeGrantedAreThoseThereAre() throws Exception {
        Set<String> there = new TreeSet<>();
        names(Commands.model(console.context()), there);
        assertThat(Console.commands()).containsExactlyInAnyOrderElementsOf(there);
    }

    private static void names(CommandLine above, Set<String> into) {
        above.getSubcommands().values().forEach(command -> {
            into.add(ConsoleCommand.name(command.getCommandSpec()));
            names(command, into);
        });
    }

    @Test
    void psShowsWhatRunsAndPrintsNoColour() throws Exception {
        assertThat(console.run("ps")).isEqualTo(new Exit.Status(0));
        assertThat(out())
                .startsWith("NAME")
                .contains("web")
                .doesNotContain("job")
                .doesNotContain("\u001b");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            ps --state exitd        | There is no state 'exitd'. Did you mean 'exited'? --state takes one of created,
            events --type bogus     | There is no type 'bogus'. --type takes one of builder, config, container
            logs --tail=some web    | --tail wants a number of lines, or all.
            version now             | 'version' takes fewer words: there is no place for 'now'
            exec web -u nobody id   | '-u' stands where the program's name belongs.
            """)
    void wrongUsageSaysWhatIsRight(String line, String sentence) throws Exception {
        assertThat(console.run(line)).isEqualTo(new Exit.Status(2));
        assertThat(err()).contains(sentence);
    }

    @Test
    void allLinesCanBeAskedForByTheirName() throws Exception {
        assertThat(console.run("logs --tail all web")).isEqualTo(new Exit.Status(0));
    }

    private Exit onTerminal(String term, String line) throws Exception {
        console.client.request(new Request.Exec(line, Optional.of(new Pty(term, new Size(80, 24)))));
        return console.make().handle(console.client.make());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ps -w", "images -w", "top -w web", "sessions -w"})
    void whatIsDrawnAgainIsNotDrawnOnADumbTerminal(String line) throws Exception {
        assertThat(onTerminal("dumb", line)).isEqualTo(new Exit.Status(2));
        assertThat(out()).contains("a terminal that can be drawn on").doesNotContain("\u001b");
    }

    @Test
    void onADumbTerminalStatsIsOneTable() throws Exception {
        assertThat(onTerminal("dumb", "stats")).isEqualTo(new Exit.Status(0));
        assertThat(out()).startsWith("NAME").contains("web").doesNotContain("\u001b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ps -w --json", "ps -wq", "volumes -w -q", "top -w --json web", "sessions -w --json"})
    void whatIsDrawnAgainIsATableAlone(String line) throws Exception {
        assertThat(onTerminal("xterm", line)).isEqualTo(new Exit.Status(2));
        assertThat(out()).contains("or --watch.").doesNotContain("\u001b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "help",
                "version",
                "info",
                "doctor",
                "ps",
                "inspect web",
                "images",
                "volumes",
                "networks",
                "top web",
                "stats --once",
                "events --until 1s",
                "logs web",
                "sessions list",
                "sessions recordings",
                "audit list",
                "audit verify"
            })
    void whatOnlyLooksRunsWhereNothingIsRecorded(String line) throws Exception {
        assertThat(console.runReadOnly(line)).isNotEqualTo(new Exit.Status(126));
        assertThat(err()).doesNotContain("this console is read-only");
    }

    /** A new command is among these until it says that it only looks. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "start web",
                "stop web",
                "restart web",
                "kill web",
                "pause web",
                "unpause web",
                "rename web other",
                "rm -f -y web",
                "prune -y containers",
                "exec web true",
                "shell web",
                "run web",
                "pull web",
                "push web",
                "tag web web:1",
                "build -",
                "load",
                "save web",
                "login",
                "logout registry",
                "sessions kill -y web",
                "sessions message all hello",
                "sessions watch web",
                "sessions replay web",
                "sessions export web",
                "stop --help"
            })
    void whatMayChangeSomethingIsRefusedWhereNothingIsRecorded(String line) throws Exception {
        assertThat(console.runReadOnly(line)).isEqualTo(new Exit.Status(126));
        assertThat(console.changes).isEmpty();
        assertThat(out()).isEmpty();
        assertThat(err()).contains("may change something or take it away, and this console is read-only");
    }

    @Test
    void psWithAllShowsWhatDoesNotRun() throws Exception {
        console.run("ps -a -q");
        assertThat(out()).isEqualTo("web\njob\n");
    }

    @Test
    void psCutsNothingWithoutATerminal() throws Exception {
        console.inventory.containers.add(FakeInventory.running("n".repeat(300)));
        console.run("ps");
        assertThat(out()).contains("n".repeat(300) + " ");
    }

    @Test
    void psFiltersByStateProjectLabelAndPattern() throws Exception {
        console.run("ps --state exited -q");
        console.run("ps --project shop --label tier=front -q w*");
        console.run("ps --project other -q");
        console.run("ps --label tier=back -q");
        assertThat(out()).isEqualTo("job\nweb\n");
    }

    @Test
    void psAsJsonHasItsKeys() throws Exception {
        console.run("ps --json");
        assertThat(out())
                .isEqualTo("[{\"name\":\"web\",\"id\":\"0123456789abcdef-web\",\"image\":\"image:latest\","
                        + "\"state\":\"running\",\"status\":\"Up 2 hours\",\"created\":\"1970-01-01T00:00:00Z\","
                        + "\"ports\":[\"127.0.0.1:80->80/tcp\"],\"service\":\"shop.web\"}]\n");
    }

    @Test
    void aWatchWithoutATerminalIsWrongUsage() throws Exception {
        assertThat(console.run("ps --watch")).isEqualTo(new Exit.Status(2));
        assertThat(err()).contains("ssh -t");
    }

    @Test
    void notMoreThan32ContainersAreMeasuredAtOnce() throws Exception {
        for (int at = 0; at < 100; at++) {
            console.inventory.containers.add(FakeInventory.running("c" + at));
        }
        assertThat(console.run("stats --once")).isEqualTo(new Exit.Status(0));
        assertThat(out().lines()).hasSize(102);
        assertThat(console.mostSamples.get()).isBetween(2, 32);
    }

    @Test
    void aSlipOfTheFingersIsAskedBack() throws Exception {
        assertThat(console.run("lgos web")).isEqualTo(new Exit.Status(127));
        assertThat(err()).isEqualTo("hatchway: There is no command 'lgos'. Did you mean 'logs'?\n");
    }

    @Test
    void aContainerThatIsNotThereIs1AndItsNeighbourIsNamed() throws Exception {
        assertThat(console.run("logs wbe")).isEqualTo(new Exit.Status(127));
        assertThat(err()).contains("There is no container 'wbe'").contains("Did you mean 'web'?");
    }

    @Test
    void anEngineThatIsAwayIs125() throws Exception {
        console.inventory.refusal =
                Optional.of(new EngineException(EngineException.Kind.AWAY, "The engine does not answer."));
        assertThat(console.run("ps")).isEqualTo(new Exit.Status(125));
        assertThat(err()).isEqualTo("hatchway: The engine does not answer.\n");
        assertThat(out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop '*'", "prune container --yes", "ps", "doctor", "tag image :other", "pull a:1 b:1"})
    void whatIsCancelledWhileTheEngineIsAskedIs130AndNoFaultOfTheEngines(String line) throws Exception {
        EngineException cancelled = EngineException.interrupted("do it", new ClosedByInterruptException());
        console.inventory.containers.add(FakeInventory.container("old", "exited", "Exited (0)"));
        console.inventory.images.add(
                new ImageSummary("sha256:" + "ab".repeat(32), List.of("image:latest"), Instant.EPOCH, 1, Map.of()));
        if (line.equals("ps") || line.equals("doctor")) {
            console.inventory.refusal = Optional.of(cancelled);
        } else {
            console.refusal = Optional.of(cancelled);
            console.images.refusals.put("tag sha256:" + "ab".repeat(32) + " image:other", cancelled);
            console.images.refusals.put("pull a:1", cancelled);
        }
        assertThat(console.run(line)).isEqualTo(new Exit.Status(130));
        assertThat(out()).isEmpty();
        assertThat(err()).isEmpty();
        assertThat(console.images.done).isEmpty();
    }

    @Test
    void aProgramReadsWhatWentWrongAsJson() throws Exception {
        assertThat(console.run("inspect --json wbe")).isEqualTo(new Exit.Status(127));
        assertThat(console.run("ps --json --frob")).isEqualTo(new Exit.Status(2));
        assertThat(console.run("lgos --json web")).isEqualTo(new Exit.Status(127));
        console.inventory.refusal =
                Optional.of(new EngineException(EngineException.Kind.AWAY, "The engine \u001b[2J is away."));
        assertThat(console.run("ps --json")).isEqualTo(new Exit.Status(125));
        console.inventory.refusal = Optional.empty();
        console.client.grant(SampleGrants.operator("shop", "ps"));
        assertThat(console.run("images --json")).isEqualTo(new Exit.Status(126));
        assertThat(out()).isEmpty();
        List<JsonNode> errors = new ArrayList<>();
        for (String line : err().lines().toList()) {
            errors.add(new ObjectMapper().readTree(line));
        }
        assertThat(errors).extracting(error -> error.path("code").asInt()).containsExactly(127, 2, 127, 125, 126);
        assertThat(errors)
                .extracting(error -> error.path("error").asText())
                .satisfiesExactly(
                        first -> assertThat(first).contains("'wbe' on the engine 'local'"),
                        second -> assertThat(second).contains("Unknown option: '--frob'"),
                        third -> assertThat(third).contains("There is no command 'lgos'. Did you mean 'logs'?"),
                        fourth -> assertThat(fourth).isEqualTo("The engine \u001b[2J is away."),
                        fifth -> assertThat(fifth).startsWith("You may not run 'images' here"));
        assertThat(err()).doesNotContain("\u001b");
    }

    @Test
    void aProgramsOwnOptionsAreNotTheConsoles() throws Exception {
        console.run("exec wbe jq --json");
        console.run("logs wbe -- --json");
        assertThat(err().lines()).hasSize(2).allMatch(line -> line.startsWith("hatchway: There is no container"));
    }

    @Test
    void whatTheEngineSaysReachesNoTerminalRaw() throws Exception {
        console.inventory.refusal =
                Optional.of(new EngineException(EngineException.Kind.REFUSED, "no such image: \u001b]0;pwned\u0007"));
        assertThat(console.run("images")).isEqualTo(new Exit.Status(125));
        assertThat(err()).contains("\\x1b]0;pwned\\x07");
    }

    @Test
    void logsAreMergedByTimeAndNamed() throws Exception {
        write("web", "2026-01-01T00:00:01.000000000Z", "one");
        write("web", "2026-01-01T00:00:03.000000000Z", "three");
        write("job", "2026-01-01T00:00:02.000000000Z", "two");
        assertThat(console.run("logs web job")).isEqualTo(new Exit.Status(0));
        assertThat(out()).isEqualTo("web | one\njob | two\nweb | three\n");
    }

    @Test
    void logsOfOneContainerAreItsLinesAlone() throws Exception {
        write("web", "2026-01-01T00:00:01.000000000Z", "one\ttab \u001b[31mred\u001b[0m \u001b[2J");
        console.run("logs web");
        assertThat(out()).isEqualTo("one\ttab red \\x1b[2J\n");
    }

    @Test
    void logsWithRawAreAsTheyWereWritten() throws Exception {
        write("web", "", "\u001b[31mred\n");
        console.run("logs --raw web");
        assertThat(out()).isEqualTo("\u001b[31mred\n");
        assertThat(console.run("logs --raw --json web")).isEqualTo(new Exit.Status(2));
    }

    @Test
    void logsAreFilteredByWhatIsInThem() throws Exception {
        write("web", "2026-01-01T00:00:01.000000000Z", "GET /");
        write("web", "2026-01-01T00:00:02.000000000Z", "GET /health");
        write("web", "2026-01-01T00:00:03.000000000Z", "POST /");
        console.run("logs web --include ^GET --exclude health");
        assertThat(out()).isEqualTo("GET /\n");
    }

    @Test
    void aPatternThatIsNoneIsWrongUsage() throws Exception {
        assertThat(console.run("logs web --include '('")).isEqualTo(new Exit.Status(2));
    }

    private void write(String container, String time, String text) {
        console.written
                .computeIfAbsent("0123456789abcdef-" + container, id -> new java.util.ArrayList<>())
                .add(new LogLine(time, false, text));
    }

    @Test
    void topShowsProcessesPrintably() throws Exception {
        console.run("top web");
        assertThat(out()).contains("PID").contains("sleep \\x1b[2J");
    }

    @Test
    void statsWithoutATerminalAreOneSampleInJson() throws Exception {
        console.run("stats");
        assertThat(out()).startsWith("[{\"name\":\"web\"").contains("\"cpu_percent\":12.5");
    }

    @Test
    void inspectPrintsTheEnginesOwnWords() throws Exception {
        console.run("inspect --json web");
        assertThat(out()).isEqualTo("[{\"Id\":\"0123456789abcdef-web\"}]\n");
    }

    @Test
    void inspectPrintsAThingOnceHoweverOftenItIsNamed() throws Exception {
        console.run("inspect --json web web shop.web --type container");
        assertThat(out()).isEqualTo("[{\"Id\":\"0123456789abcdef-web\"}]\n");
    }

    @Test
    void inspectPrintsNoMoreThanFitsInMemory() throws Exception {
        String five = "{\"Id\":\"" + "x".repeat(5_000_000) + "\"}";
        console.inventory.descriptions.put("0123456789abcdef-web", five);
        console.inventory.descriptions.put("0123456789abcdef-job", five);
        assertThat(console.run("inspect web job")).isEqualTo(new Exit.Status(1));
        assertThat(console.client.err())
                .contains("longer than 8.0 MiB together")
                .contains("Ask for fewer");
        assertThat(out()).isEmpty();
    }

    @Test
    void aScriptMayPipeAndTheCodeIsTheCommands() throws Exception {
        console.client.shell(Optional.empty()).sends("ps -a -q | grep o | head -n 1\n");
        assertThat(console.make().handle(console.client.make())).isEqualTo(new Exit.Status(0));
        assertThat(out()).isEqualTo("job\n");
    }

    @Test
    void oneCommandsBarIsAWord() throws Exception {
        assertThat(console.run("ps -q | head")).isEqualTo(new Exit.Status(0));
        assertThat(out()).isEmpty();
    }

    @Test
    void everyCommandHasHelpThatExplainsItself() throws Exception {
        for (String name : List.of("ps", "logs", "stats", "inspect", "doctor")) {
            assertThat(console.run(name + " --help")).isEqualTo(new Exit.Status(0));
        }
        assertThat(out()).contains("Usage: ps").contains("--since=TIME");
    }

    @Test
    void doctorSaysWhatItLookedAt() throws Exception {
        console.run("doctor --json");
        assertThat(out()).contains("\"check\":\"engine\"").contains("\"check\":\"disk\"");
    }

    @Test
    void severalAreChangedWithALineForEach() throws Exception {
        assertThat(console.run("restart web job --wait healthy")).isEqualTo(new Exit.Status(0));
        assertThat(out()).isEqualTo("web: restarted and well\njob: restarted and well\n");
        assertThat(console.changes).hasSize(2);
    }

    @Test
    void withoutAHealthCheckItIsSaidThatItRuns() throws Exception {
        console.health = Lifecycle.Health.UNKNOWN;
        assertThat(console.run("start web --wait healthy")).isEqualTo(new Exit.Status(0));
        assertThat(out()).isEqualTo("web: started; it has no health check, and runs\n");
    }

    @Test
    void whatIsNotHealthyIsToBeInspected() throws Exception {
        console.health = Lifecycle.Health.UNHEALTHY;
        assertThat(console.run("restart web --wait healthy")).isEqualTo(new Exit.Status(1));
        assertThat(err()).contains("'inspect web'", "State.Health.Log");
    }

    @Test
    void oneUnknownNameAmongSeveralAndNothingIsDone() throws Exception {
        assertThat(console.run("start job nope-nope")).isEqualTo(new Exit.Status(127));
        assertThat(err()).contains("There is no container 'nope-nope'").endsWith(" Nothing was done.\n");
        assertThat(console.changes).isEmpty();
    }

    @Test
    void aContainerIsNotGivenTheConsolesName() throws Exception {
        assertThat(console.run("rename web admin")).isEqualTo(new Exit.Status(1));
        assertThat(err()).contains("'admin' is a console's name");
        assertThat(console.changes).isEmpty();
    }

    @Test
    void whatHasEndedHasNoProcessesAndTheCommandThatStartsItIsSaid() throws Exception {
        assertThat(console.run("top job")).isEqualTo(new Exit.Status(125));
        assertThat(err()).contains("The container job is not running").endsWith("Start it with: start job\n");
    }

    @Test
    void kindsToPruneMayBeInThePlural() throws Exception {
        assertThat(console.run("prune containers --dry-run")).isEqualTo(new Exit.Status(0));
        assertThat(out()).isEqualTo("container job\n");
        assertThat(console.run("prune everything --yes")).isEqualTo(new Exit.Status(2));
        assertThat(err()).contains("it is one of container, image, volume, network");
    }

    @ParameterizedTest
    @CsvSource({"quit, exit", "who may open web, keys who LOGIN"})
    void habitsOfOtherProgramsLeadToTheWordsHere(String line, String meant) throws Exception {
        assertThat(console.run(line)).isEqualTo(new Exit.Status(127));
        assertThat(err()).contains("Did you mean '" + meant + "'?");
    }

    @Test
    void whatLosesSomethingWantsAYesWhereNobodyCanBeAsked() throws Exception {
        for (String line : List.of("rm job", "prune container")) {
            assertThat(console.run(line)).as(line).isEqualTo(new Exit.Status(2));
        }
        assertThat(err()).contains("--yes");
        assertThat(console.changes).isEmpty();
    }

    @Test
    void pruneTakesWhatHasEndedAlone() throws Exception {
        assertThat(console.run("prune container --yes")).isEqualTo(new Exit.Status(0));
        assertThat(console.changes).containsExactly("remove container 0123456789abcdef-job");
    }

    @Test
    void aDryRunLosesNothing() throws Exception {
        assertThat(console.run("prune container --dry-run")).isEqualTo(new Exit.Status(0));
        assertThat(out()).isEqualTo("container job\n");
        assertThat(console.changes).isEmpty();
    }

    @Test
    void theConsolesGrantIsNotTheContainers() throws Exception {
        assertThat(console.run("shell web")).isEqualTo(new Exit.Status(126));
        assertThat(console.run("exec web id -u")).isEqualTo(new Exit.Status(126));
        assertThat(err()).contains("You may not open 'web'");
    }

    @Test
    void everyArgumentOfAProgramStaysOne() {
        assertThat(List.of("a b", "x'y", "plain-1", "").stream()
                        .map(ExecCommand::quoted)
                        .toList())
                .containsExactly("'a b'", "'x'\\''y'", "plain-1", "''");
    }

    @Test
    void everyLineIsAuditedWithItsOutcomeAndWithoutItsSecrets() throws Exception {
        console.run("ps --frob");
        console.run("frob --password=swordfish");
        assertThat(console.audited.stream()
                        .map(event -> ((AuditEvent.AdminCommand) event))
                        .toList())
                .extracting(
                        AuditEvent.AdminCommand::line,
                        AuditEvent.AdminCommand::exit,
                        event -> event.by().identity())
                .containsExactly(tuple("ps --frob", 2, "alice"), tuple("frob --password=***", 127, "alice"));
    }
}
