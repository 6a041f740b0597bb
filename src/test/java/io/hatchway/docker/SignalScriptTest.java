package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script that reaches a session's processes from inside, run for real, on this machine's own. */
@Timeout(20)
final class SignalScriptTest {
    private final SampleProcesses processes = new SampleProcesses();
    private final List<Optional<String>> users = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void killWhatIsLeft() {
        processes.close();
    }

    /** The processes as the gateway reaches them, with another shell for {@code sh}. */
    private ProcessTree under(String shell) {
        List<String> words = List.of(shell.split(" ", -1));
        // The script is for whatever shell an image has; of those, each machine that builds this has some.
        assumeThat(Stream.of("/bin/", "/usr/bin/").anyMatch(folder -> Files.exists(Path.of(folder + words.getFirst()))))
                .as("this machine has " + shell)
                .isTrue();
        return new ScriptedProcesses(processes.tag, Optional.of("somebody"), (arguments, user) -> {
            users.add(user);
            List<String> command = new ArrayList<>(words);
            command.addAll(arguments);
            Process script = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            script.getOutputStream().close();
            return new String(script.getInputStream().readAllBytes(), UTF_8);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "dash", "busybox sh"})
    void everyTaggedProcessGetsTheSignal(String shell) throws Exception {
        ProcessTree tree = under(shell);
        var found = processes.start("sleep 300 & echo $!; echo .; wait");
        tree.signalAll("TERM");
        assertThat(SampleProcesses.ends(found.get(0))).isTrue();
        assertThat(SampleProcesses.ends(found.get(1))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "dash", "busybox sh"})
    void aChildWithoutAnEnvironmentGetsItToo(String shell) throws Exception {
        ProcessTree tree = under(shell);
        var found = processes.start("setsid env -i sleep 300 & echo $!; echo .; wait");
        tree.signalAll("KILL");
        assertThat(SampleProcesses.ends(found.get(1))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "dash", "busybox sh"})
    void aSignalToTheGroupReachesTheFirstProcessesGroupAlone(String shell) throws Exception {
        ProcessTree tree = under(shell);
        var found = processes.start("sleep 300 & echo $!; setsid sleep 300 & echo $!; echo .; wait");
        assertThat(tree.signalGroup("TERM")).isTrue();
        assertThat(SampleProcesses.ends(found.get(1))).isTrue();
        assertThat(found.get(2).isAlive()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "dash", "busybox sh"})
    void whoIgnoresHangingUpAndTermDoesNotSurviveTheEnd(String shell) throws Exception {
        ProcessTree tree = under(shell);
        var found = processes.start("trap '' HUP TERM; sleep 300 & echo $!; echo .; wait");
        assertThat(tree.end()).isTrue();
        assertThat(SampleProcesses.ends(found.get(0))).isTrue();
        assertThat(SampleProcesses.ends(found.get(1))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "dash", "busybox sh"})
    void whoIsJustReplacingItsProgramByAnotherIsNotMissed(String shell) throws Exception {
        ProcessTree tree = under(shell);
        processes.start(SampleProcesses.REPLACING_ITSELF);
        for (int look = 0; look < 20; look++) {
            assertThat(tree.signalGroup("CONT")).isTrue();
        }
    }

    @Test
    void whereNobodyIsTheEndHasCome() throws Exception {
        assertThat(under("sh").end()).isTrue();
    }

    @Test
    void theSessionsUserEndsItBeforeRootDoes() throws Exception {
        under("sh").end();
        assertThat(users).containsExactly(Optional.of("somebody"), Optional.of("0"));
    }

    @Test
    void rootTakesNoPidsFromTheUsersRun() throws Exception {
        List<List<String>> runs = new ArrayList<>();
        ProcessTree tree = new ScriptedProcesses("tag", Optional.of("somebody"), (arguments, user) -> {
            runs.add(arguments.subList(arguments.indexOf("tag"), arguments.size()));
            return user.equals(Optional.of("0")) ? "" : "1\n77\n";
        });
        assertThat(tree.end()).isFalse();
        assertThat(runs)
                .containsExactly(List.of("tag", "end"), List.of("tag", "end"), List.of("tag", "look", "1", "77"));
    }

    @Test
    void aSignalToAGroupThatIsNotThereSaysSo() throws Exception {
        assertThat(under("sh").signalGroup("TERM")).isFalse();
    }

    @Test
    void aStrangerWithAnyNameIsLeftAlone(@TempDir Path folder) throws Exception {
        Path odd = folder.resolve("two\nlines) S 1");
        Files.copy(Path.of("/usr/bin/sleep"), odd);
        Files.setPosixFilePermissions(odd, PosixFilePermissions.fromString("rwxr-xr-x"));
        var stranger = processes.startStranger("echo .; exec '" + odd + "' 300");
        awaitName(stranger.getFirst(), "two");
        under("sh").signalAll("KILL");
        assertThat(stranger.getFirst().isAlive()).isTrue();
    }

    @Test
    void aProcessOfTheSessionCannotHideBehindItsName(@TempDir Path folder) throws Exception {
        Path odd = folder.resolve("a) Z\n1 1");
        Files.copy(Path.of("/usr/bin/sleep"), odd);
        Files.setPosixFilePermissions(odd, PosixFilePermissions.fromString("rwxr-xr-x"));
        var hiding = processes.start("echo .; exec '" + odd + "' 300");
        awaitName(hiding.getFirst(), "a) Z");
        under("sh").signalAll("KILL");
        assertThat(SampleProcesses.ends(hiding.getFirst())).isTrue();
    }

    private static void awaitName(ProcessHandle process, String start) throws IOException, InterruptedException {
        while (!Files.readString(Path.of("/proc/" + process.pid() + "/comm")).startsWith(start)) {
            Thread.sleep(10);
        }
    }
}
