package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ssh web@host CMD}, as a script uses it. */
@RealEngine
final class CommandIT {
    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Site site;
    private static Box web;
    private static Gateway gateway;
    private static Ssh ssh;

    @BeforeAll
    static void start() {
        web = STAGE.add(Box.debian("--env", "FROM_RUN=set at start", "--workdir", "/usr/share"));
        site = STAGE.add(Site.create()).open(web);
        gateway = STAGE.add(site.start());
        ssh = gateway.ssh(web);
    }

    @Test
    void everyExitStatusArrives() throws Exception {
        Map<Integer, Integer> wrong = new TreeMap<>();
        try (Ssh.Master master = ssh.master();
                ExecutorService clients = Executors.newFixedThreadPool(4)) {
            List<Callable<Integer>> runs = new ArrayList<>();
            for (int status = 0; status < 256; status++) {
                String command = "exit " + status;
                runs.add(() -> master.client().run(command).code());
            }
            List<Future<Integer>> codes = clients.invokeAll(runs);
            for (int status = 0; status < 256; status++) {
                if (codes.get(status).get() != status) {
                    wrong.put(status, codes.get(status).get());
                }
            }
        }
        assertThat(wrong).as("statuses that arrived as another").isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"HUP,129", "INT,130", "KILL,137", "SEGV,139", "TERM,143"})
    void aDeathBySignalIs128AndItsNumber(String signal, int code) {
        assertThat(ssh.run("kill -" + signal + " $$").code()).isEqualTo(code);
    }

    @Test
    void stdoutAndStderrStayApart() {
        Ran ran = ssh.run("echo out; echo err >&2; echo more");
        assertThat(ran.out()).isEqualTo("out\nmore\n");
        assertThat(ran.err()).isEqualTo("err\n");
    }

    @Test
    void aLotOnStderrArrivesWhole() {
        Ran ran = ssh.run("head -c 3000000 /dev/zero >&2; echo done");
        assertThat(ran.err()).hasSize(3_000_000);
        assertThat(ran.out()).isEqualTo("done\n");
    }

    @Test
    void outputWrittenJustBeforeTheEndArrives() {
        try (Ssh.Master master = ssh.master()) {
            for (int round = 0; round < 20; round++) {
                Ran ran = master.client().run("head -c 200000 /dev/zero; echo last; exit 7");
                assertThat(ran.out()).hasSize(200_005).endsWith("last\n");
                assertThat(ran.code()).isEqualTo(7);
            }
        }
    }

    @Test
    void everyByteValuePassesBothWaysUnchanged() {
        byte[] all = new byte[256 * 1024];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        assertThat(ssh.feed(all, "cat").bytes()).isEqualTo(all);
    }

    @Test
    void randomBytesComeBackUnchanged() {
        byte[] noise = new byte[5_000_000];
        new Random(7).nextBytes(noise);
        assertThat(Arrays.equals(ssh.feed(noise, "cat").bytes(), noise)).isTrue();
    }

    @Test
    void theEndOfStdinReachesTheProgram() {
        assertThat(ssh.feed(new byte[1_000_000], "wc -c").ok().strip()).isEqualTo("1000000");
    }

    @Test
    void stdinThatIsEmptyEndsAtOnce() {
        assertThat(ssh.run("wc -c").ok().strip()).isEqualTo("0");
    }

    @Test
    void outputGoesOnAfterTheEndOfStdin() {
        assertThat(ssh.feed("x".getBytes(StandardCharsets.UTF_8), "cat; sleep 1; echo later")
                        .ok())
                .isEqualTo("xlater\n");
    }

    @Test
    void aProgramThatEndsDoesNotWaitForStdin() {
        try (Child client = ssh.start("exit 3")) {
            assertThat(client.await(Duration.ofSeconds(10)).code()).isEqualTo(3);
        }
    }

    @Test
    void aScriptOnStdinIsRunByTheShell() {
        byte[] script = """
                cd /tmp
                for word in one two; do echo "$word"; done
                test -t 0 && echo tty || echo no tty
                exit 9
                """.getBytes(StandardCharsets.UTF_8);
        Ran ran = ssh.feed(script);
        assertThat(ran.out()).isEqualTo("one\ntwo\nno tty\n");
        assertThat(ran.code()).isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            quoteCharacter = '~',
            value = {
                "echo 'a  b' → a  b",
                "printf '%s.' \"one two\" three → one two.three.",
                "X=1; echo \"$X\"'$X' → 1$X",
                "echo a\\ \\ b → a  b",
                "true && echo yes || echo no → yes",
                "echo '*' → *",
                "echo `echo inner` $(echo outer) → inner outer",
                "echo \"\\\"\" → \"",
                "printf 'ä漢🙂' → ä漢🙂"
            })
    void theCommandLineGoesUnsplitToTheShell(String command, String printed) {
        assertThat(ssh.run(command).ok().stripTrailing()).isEqualTo(printed);
    }

    @Test
    void twoSpacesInAPipelineStayTwo() {
        assertThat(ssh.run("echo 'a  b' | wc -c").ok().strip()).isEqualTo("5");
    }

    @Test
    void aCommandOfSeveralLinesRuns() {
        assertThat(ssh.run("for i in 1 2\ndo\n  echo $i\ndone\n").ok()).isEqualTo("1\n2\n");
    }

    @Test
    void aCommandOf100KilobytesRuns() {
        assertThat(ssh.run("echo " + "x".repeat(100_000) + " | wc -c").ok().strip())
                .isEqualTo("100001");
    }

    @Test
    void withoutAPtyThereIsNoTerminal() {
        assertThat(ssh.run("test -t 0 || test -t 1 || test -t 2; echo $?; tty").out())
                .isEqualTo("1\nnot a tty\n");
    }

    @Test
    void aForcedPtyIsATerminal() {
        Ran ran = ssh.with("-tt").run("test -t 0 && test -t 1 && test -t 2 && echo yes; exit 5");
        assertThat(ran.out()).isEqualTo("yes\r\n");
        assertThat(ran.code()).isEqualTo(5);
    }

    @Test
    void withAPtyStderrIsOnTheTerminal() {
        Ran ran = ssh.with("-tt").run("echo oops >&2");
        assertThat(ran.out()).isEqualTo("oops\r\n");
    }

    @Test
    void severalChannelsOfOneConnectionRunAtTheSameTime() {
        try (Ssh.Master master = ssh.master();
                Child first = master.client().start("cat; exit 1");
                Child second = master.client().start("cat; exit 2");
                Child third = master.client().start("cat >&2; exit 3")) {
            third.type("three\n");
            second.type("two\n");
            first.type("one\n");
            first.awaitOut("one\n");
            second.awaitOut("two\n");
            third.awaitErr("three\n");
            second.endInput();
            assertThat(second.await().code()).isEqualTo(2);
            first.endInput();
            third.endInput();
            assertThat(first.await().code()).isEqualTo(1);
            assertThat(third.await().code()).isEqualTo(3);
        }
    }

    @Test
    void aBusyChannelLeavesItsNeighbourResponsive() {
        try (Ssh.Master master = ssh.master();
                Child stalled = Child.streaming(master.client().argv("yes"))) {
            web.awaitProgram("yes");
            assertThat(master.client().run("echo quick").ok()).isEqualTo("quick\n");
            assertThat(stalled.alive()).isTrue();
        }
        web.awaitEmpty();
    }

    @Test
    void theImagesEnvironmentIsThere() {
        assertThat(ssh.run("echo $GREETING; echo $FROM_RUN").ok()).isEqualTo("from-image\nset at start\n");
    }

    @Test
    void theContainersWorkingDirectoryIsWhereItStarts() {
        assertThat(ssh.run("pwd").ok()).isEqualTo("/usr/share\n");
    }

    @Test
    void anUnknownCommandIs127WithASentence() {
        Ran ran = ssh.run("no-such-command");
        assertThat(ran.code()).isEqualTo(127);
        assertThat(ran.err()).contains("no-such-command").contains("not found");
        assertThat(ran.out()).isEmpty();
    }

    @Test
    void aFileThatIsNotExecutableIs126WithASentence() {
        Ran ran = ssh.run("/etc/passwd");
        assertThat(ran.code()).isEqualTo(126);
        assertThat(ran.err()).containsIgnoringCase("permission denied");
    }

    @Test
    void aReaderThatLeavesEndsBothSidesAtOnce() {
        List<String> argv = new ArrayList<>(List.of("bash", "-c", "\"$@\" | head -1", "pipe"));
        argv.addAll(ssh.argv("yes"));
        try (Child pipe = Child.start(argv)) {
            assertThat(pipe.await(Duration.ofSeconds(5)).out()).isEqualTo("y\n");
        }
        web.awaitEmpty();
    }

    @Test
    void theEndComesInOrder() {
        Ran ran = ssh.with("-vvv", "-o", "LogLevel=DEBUG3").run("echo all of it; exit 4");
        List<String> end = ran.err()
                .lines()
                .flatMap(line ->
                        Stream.of("rtype exit-status", "rcvd eof", "rcvd close").filter(line::contains))
                .toList();
        assertThat(ran.code()).isEqualTo(4);
        assertThat(ran.out()).isEqualTo("all of it\n");
        assertThat(end).containsExactly("rtype exit-status", "rcvd eof", "rcvd close");
    }

    @Test
    void aLoginWithoutCommandAndWithoutTerminalEndsWithStdin() {
        assertThat(ssh.run().code()).isZero();
    }
}
