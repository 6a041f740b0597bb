package io.hatchway.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.audit.AuditEvent;
import io.hatchway.container.EngineException;
import io.hatchway.container.FakeInventory;
import io.hatchway.container.ImageSummary;
import io.hatchway.session.Exit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What a command does to one thing after the other: how it is told, and that it is on record before it is done. */
@Timeout(20)
final class DeedsTest {
    @TempDir
    private Path state;

    private SampleConsole console;

    @BeforeEach
    void anEngineWithThreeContainersAndAnImage() {
        console = new SampleConsole(state);
        for (String name : List.of("one", "two", "three")) {
            console.inventory.containers.add(FakeInventory.running(name));
        }
        console.inventory.containers.add(FakeInventory.container("old", "exited", "Exited (0)"));
        console.inventory.images.add(
                new ImageSummary("sha256:" + "ab".repeat(32), List.of("a:latest"), Instant.EPOCH, 1, Map.of()));
    }

    private void engineRefuses(EngineException.Kind kind) {
        console.refusal = Optional.of(new EngineException(kind, "The engine said: no \u001b[2J."));
        console.refused = "-two";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "start --json one            | {\"container\":\"one\",\"action\":\"start\",\"ok\":true}",
                "stop one --json             | {\"container\":\"one\",\"action\":\"stop\",\"ok\":true}",
                "kill -s HUP one --json      | {\"container\":\"one\",\"action\":\"kill\",\"ok\":true}",
                "rename one four --json      | {\"container\":\"one\",\"action\":\"rename\",\"ok\":true,\"name\":\"four\"}",
                "rm -y one --json            | {\"container\":\"one\",\"action\":\"rm\",\"ok\":true}",
                "prune container -y --json   | {\"container\":\"old\",\"action\":\"prune\",\"ok\":true}",
                "prune container --dry-run --json | {\"container\":\"old\",\"action\":\"prune\",\"dry_run\":true}",
                "tag a stable --json         | {\"image\":\"a:latest\",\"action\":\"tag\",\"ok\":true,\"tag\":\"a:stable\"}",
                "version --json              | {\"version\":\"1.2.3\"}",
            })
    void aProgramReadsAnObjectForEachThingThatWasDone(String line, String object) throws Exception {
        assertThat(console.run(line)).isEqualTo(new Exit.Status(0));
        assertThat(console.client.out()).isEqualTo(object + "\n");
        assertThat(console.client.err()).isEmpty();
    }

    @Test
    void whatFailsIsAnObjectWithItsNameAndTheOthersAreDone() throws Exception {
        engineRefuses(EngineException.Kind.REFUSED);
        assertThat(console.run("stop --json one two three")).isEqualTo(new Exit.Status(Codes.ENGINE));
        assertThat(console.client.out()).isEqualTo("""
                {"container":"one","action":"stop","ok":true}
                {"container":"three","action":"stop","ok":true}
                """);
        assertThat(console.client.err()).isEqualTo("""
                {"error":"two: The engine said: no \\u001B[2J.","code":125,"container":"two","action":"stop"}
                """);
    }

    @Test
    void aPersonReadsTheSameAsLines() throws Exception {
        engineRefuses(EngineException.Kind.REFUSED);
        assertThat(console.run("stop one two three")).isEqualTo(new Exit.Status(Codes.ENGINE));
        assertThat(console.client.out()).isEqualTo("one: stopped\nthree: stopped\n");
        assertThat(console.client.err()).isEqualTo("hatchway: two: The engine said: no \\x1b[2J.\n");
    }

    @Test
    void anEngineThatIsAwayIsNotAskedForTheOthers() throws Exception {
        engineRefuses(EngineException.Kind.AWAY);
        assertThat(console.run("stop one two three")).isEqualTo(new Exit.Status(Codes.ENGINE));
        assertThat(console.client.out()).isEqualTo("one: stopped\n");
        assertThat(console.changes).hasSize(1);
    }

    @Test
    void everyCommandHasAFormForProgramsButThoseWhoseOutputIsAnothersOrATerminals() {
        List<String> without = new ArrayList<>();
        collect(Commands.model(console.context()), without);
        assertThat(without).containsExactlyInAnyOrder("exec", "shell", "run", "sessions watch", "sessions replay");
    }

    private static void collect(CommandLine above, List<String> without) {
        above.getSubcommands().values().forEach(command -> {
            if (!(command.getCommand() instanceof CommandFamily)
                    && command.getCommandSpec().findOption("--json") == null) {
                without.add(ConsoleCommand.name(command.getCommandSpec()));
            }
            collect(command, without);
        });
    }

    @Test
    void helpIsForProgramsToo() throws Exception {
        console.run("help --json");
        console.run("help stop --json");
        assertThat(console.client.out().lines())
                .satisfiesExactly(
                        list -> assertThat(list)
                                .startsWith("[{\"command\":\"audit\",\"description\":\"")
                                .endsWith("}]"),
                        one -> assertThat(one).startsWith("{\"command\":\"stop\",\"usage\":\"Usage: stop"));
    }

    @Test
    void aMessagesOwnWordsAreNoOptions() throws Exception {
        assertThat(console.run("sessions message all use --json")).isEqualTo(new Exit.Status(0));
        assertThat(console.client.out()).isEqualTo("0 sessions were told.\n");
        assertThat(console.run("sessions message none --json")).isNotEqualTo(new Exit.Status(0));
        assertThat(console.client.err()).startsWith("hatchway: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop one", "rm -y one", "exec one true", "prune image --dry-run", "save a"})
    void whatMayChangeSomethingIsOnRecordBeforeItBegins(String line) throws Exception {
        List<String> before = new ArrayList<>();
        console.ledger = event -> {
            before.addAll(console.changes);
            before.addAll(console.images.done);
            console.audited.add(event);
        };
        console.run(line);
        assertThat(before).isEmpty();
        assertThat(console.audited)
                .satisfiesExactly(
                        first -> assertThat(first)
                                .isInstanceOfSatisfying(
                                        AuditEvent.AdminBegun.class,
                                        begun -> assertThat(begun.line()).isEqualTo(line)),
                        last -> assertThat(last)
                                .isInstanceOfSatisfying(
                                        AuditEvent.AdminCommand.class,
                                        ended -> assertThat(ended.line()).isEqualTo(line)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ps", "logs one", "version", "sessions", "stop --help", "stop", "stop --frob one", "frob"})
    void whatOnlyLooksOrNeverBeginsIsOnRecordOnce(String line) throws Exception {
        console.run(line);
        assertThat(console.audited).singleElement().isInstanceOf(AuditEvent.AdminCommand.class);
    }

    @Test
    void whatCannotBePutOnRecordIsNotDone() throws Exception {
        console.ledger = event -> {
            throw new IOException("No space left on device");
        };
        assertThat(console.run("rm -y one")).isEqualTo(new Exit.Status(Codes.DENIED));
        assertThat(console.run("rm --json -y one")).isEqualTo(new Exit.Status(Codes.DENIED));
        assertThat(console.changes).isEmpty();
        assertThat(console.client.out()).isEmpty();
        assertThat(console.client.err().lines())
                .satisfiesExactly(
                        sentence -> assertThat(sentence).startsWith("hatchway: The gateway cannot keep its audit log"),
                        object -> assertThat(object).startsWith("{\"error\":\"The gateway cannot keep its audit log"));
        assertThat(console.run("ps")).isEqualTo(new Exit.Status(0));
    }

    @Test
    void aSecretIsNotInTheBeginningEither() throws Exception {
        console.run("exec one mysql -psecret shop");
        assertThat(console.audited.toString()).contains("mysql -p*** shop").doesNotContain("secret");
    }
}
