package io.hatchway.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hatchway.container.FakeProgram;
import io.hatchway.files.Answer.Failed;
import io.hatchway.files.Answer.Reason;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The worker's language spoken with real workers on this machine, and with programs that do not keep to it. */
@Timeout(60)
final class CoProcessTest {
    private static final String BEGINNING = "0 0 0 20\nsh 0022 1 /root\n/srv";

    @TempDir
    private Path dir;

    private FilePath path(String name) {
        return FilePath.ofText(dir.resolve(name).toString());
    }

    @ParameterizedTest
    @EnumSource
    void manyWritesAndReadsUnderWayKeepTheirPlaces(LocalWorker kind) throws Exception {
        byte[] sent = new byte[3_000_000];
        new Random(1).nextBytes(sent);
        try (LocalProgram program = kind.start(dir)) {
            CoProcess worker = new CoProcess(program, Confinement.NONE);
            CompletableFuture<Void> running = LocalWorker.run(worker);
            assertThat(worker.place().start().text()).isEqualTo(dir.toRealPath().toString());
            OpenMode both = new OpenMode(true, true, false, true, true, false);
            assertThat(worker.call(new Op.Open(1, path("f\n'x'"), both, 0640))).isEqualTo(new Answer.Opened(true));
            List<CompletableFuture<Answer>> writes = new ArrayList<>();
            for (int at = 0; at < sent.length; at += 30_000) {
                writes.add(worker.begin(new Op.Write(1, at, sent, at, 30_000)));
            }
            for (CompletableFuture<Answer> write : writes) {
                assertThat(write.get()).isEqualTo(Answer.DONE);
            }
            List<CompletableFuture<Answer>> reads = new ArrayList<>();
            for (int at = 0; at < sent.length; at += 30_000) {
                reads.add(worker.begin(new Op.Read(1, at, 30_000)));
            }
            for (int i = 0; i < reads.size(); i++) {
                assertThat(reads.get(i).get())
                        .isInstanceOfSatisfying(
                                Answer.Bytes.class,
                                bytes -> assertThat(Arrays.copyOfRange(
                                                bytes.array(), bytes.from(), bytes.from() + bytes.length()))
                                        .hasSize(30_000));
            }
            assertThat(worker.call(new Op.Read(1, sent.length, 10)))
                    .isInstanceOfSatisfying(
                            Answer.Bytes.class,
                            bytes -> assertThat(bytes.length()).isZero());
            assertThat(worker.call(new Op.Close(1))).isEqualTo(Answer.DONE);
            worker.finish();
            running.get(10, TimeUnit.SECONDS);
            assertThat(program.process().waitFor(5, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(Files.readAllBytes(dir.resolve("f\n'x'"))).isEqualTo(sent);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsOpenedIsEmptyOnlyWhenItWasMadeOrCut(LocalWorker kind) throws Exception {
        Files.writeString(dir.resolve("there"), "text");
        try (LocalProgram program = kind.start(dir)) {
            CoProcess worker = new CoProcess(program, Confinement.NONE);
            CompletableFuture<Void> running = LocalWorker.run(worker);
            OpenMode update = new OpenMode(false, true, false, true, false, false);
            assertThat(worker.call(new Op.Open(1, path("new"), update, 0755))).isEqualTo(new Answer.Opened(true));
            assertThat(worker.call(new Op.Open(2, path("there"), update, 0644))).isEqualTo(new Answer.Opened(false));
            assertThat(worker.call(new Op.Open(3, path("there"), OpenMode.READ, 0)))
                    .isEqualTo(new Answer.Opened(false));
            assertThat(worker.call(new Op.Open(4, FilePath.ofText("/dev/null"), OpenMode.OVERWRITE, 0)))
                    .isEqualTo(new Answer.Opened(false));
            assertThat(worker.call(new Op.Open(5, path("there"), OpenMode.OVERWRITE, 0)))
                    .isEqualTo(new Answer.Opened(true));
            worker.finish();
            running.get(10, TimeUnit.SECONDS);
        }
    }

    /** As open(2) has it: what makes or cuts a file need not write to it. */
    @ParameterizedTest
    @EnumSource
    void aFileIsMadeOrCutThatIsOnlyReadThen(LocalWorker kind) throws Exception {
        Files.writeString(dir.resolve("there"), "text");
        OpenMode make = new OpenMode(true, false, false, true, false, false);
        OpenMode makeNew = new OpenMode(true, false, false, true, false, true);
        OpenMode cut = new OpenMode(true, false, false, false, true, false);
        try (LocalProgram program = kind.start(dir)) {
            CoProcess worker = new CoProcess(program, Confinement.NONE);
            CompletableFuture<Void> running = LocalWorker.run(worker);
            assertThat(worker.call(new Op.Open(1, path("new"), makeNew, 0640))).isInstanceOf(Answer.Opened.class);
            assertThat(worker.call(new Op.Open(2, path("new"), makeNew, 0640)))
                    .isEqualTo(new Failed(Reason.FAILURE, "File exists"));
            assertThat(worker.call(new Op.Open(3, path("there"), make, 0640))).isEqualTo(new Answer.Opened(false));
            assertThat(text(worker, 3)).isEqualTo("text");
            assertThat(worker.call(new Op.Open(4, path("there"), cut, 0))).isEqualTo(new Answer.Opened(true));
            assertThat(text(worker, 4)).isEmpty();
            assertThat(text(worker, 1)).isEmpty();
            worker.finish();
            running.get(10, TimeUnit.SECONDS);
        }
        assertThat(dir.resolve("there")).isEmptyFile();
        assertThat(Files.getPosixFilePermissions(dir.resolve("new")))
                .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
    }

    private static String text(CoProcess worker, int file) throws InterruptedException {
        return worker.call(new Op.Read(file, 0, 100)) instanceof Answer.Bytes(byte[] array, int from, int count)
                ? new String(array, from, count, UTF_8)
                : "not read";
    }

    /** What a failed write leaves unread would be taken for requests. */
    @ParameterizedTest
    @EnumSource
    void theBytesOfAFailedWriteAreNeverRequests(LocalWorker kind) throws Exception {
        byte[] requests = ("mkdir 9 0 - - - - - 0 - 0755 - -\n" + dir.resolve("made") + "\n")
                .repeat(20_000)
                .getBytes(UTF_8);
        try (LocalProgram program = kind.start(dir)) {
            CoProcess worker = new CoProcess(program, Confinement.NONE);
            CompletableFuture<Void> running = LocalWorker.run(worker);
            OpenMode update = new OpenMode(false, true, false, true, false, false);
            assertThat(worker.call(new Op.Open(1, path("f"), update, 0644))).isInstanceOf(Answer.Opened.class);
            assertThat(worker.call(new Op.Open(2, FilePath.ofText("/dev/full"), update, 0644)))
                    .isInstanceOf(Answer.Opened.class);
            for (int length : new int[] {100, 64 * 1024, 192 * 1024, 200_000}) {
                assertThat(worker.call(new Op.Write(1, 1L << 62, requests, 0, length)))
                        .isInstanceOf(Failed.class);
                assertThat(worker.call(new Op.Write(2, 0, requests, 0, length)))
                        .isInstanceOfSatisfying(
                                Failed.class,
                                failed -> assertThat(failed.sentence()).startsWith("No space left"));
            }
            assertThat(worker.call(new Op.Stat(path("f"), true))).isInstanceOf(Answer.Stat.class);
            worker.finish();
            running.get(10, TimeUnit.SECONDS);
        }
        assertThat(dir.resolve("made")).doesNotExist();
    }

    /** Blocks of every kind that a shell's tools are told to take. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4096, 32 * 1024, 96 * 1024, 192 * 1024, 100_001})
    void aShellsBlocksKeepTheirPlaces(int length) throws Exception {
        byte[] sent = new byte[length + 7];
        new Random(length).nextBytes(sent);
        try (LocalProgram program = LocalWorker.A_SHELL.start(dir)) {
            CoProcess worker = new CoProcess(program, Confinement.NONE);
            CompletableFuture<Void> running = LocalWorker.run(worker);
            OpenMode both = new OpenMode(true, true, false, true, true, false);
            worker.call(new Op.Open(1, path("f"), both, 0644));
            assertThat(worker.call(new Op.Write(1, 7, sent, 7, length))).isEqualTo(Answer.DONE);
            assertThat(worker.call(new Op.Write(1, 0, sent, 0, 7))).isEqualTo(Answer.DONE);
            for (int at : new int[] {7, 0}) {
                assertThat(worker.call(new Op.Read(1, at, length)))
                        .isInstanceOfSatisfying(
                                Answer.Bytes.class,
                                bytes ->
                                        assertThat(bytes.array()).isEqualTo(Arrays.copyOfRange(sent, at, at + length)));
            }
            assertThat(worker.call(new Op.Read(1, 7, 5 * length)))
                    .isInstanceOfSatisfying(
                            Answer.Bytes.class,
                            bytes -> assertThat(bytes.length()).isEqualTo(length));
            worker.finish();
            running.get(10, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void failuresAreToldAndTheNextRequestIsDone(LocalWorker kind) throws Exception {
        try (LocalProgram program = kind.start(dir)) {
            CoProcess worker = new CoProcess(program, Confinement.NONE);
            CompletableFuture<Void> running = LocalWorker.run(worker);
            assertThat(worker.call(new Op.Stat(path("nothing"), true)))
                    .isInstanceOfSatisfying(
                            Failed.class, failed -> assertThat(failed.reason()).isEqualTo(Reason.NO_SUCH_FILE));
            assertThat(worker.call(new Op.MakeFolder(path("d"), 0750))).isEqualTo(Answer.DONE);
            assertThat(worker.call(new Op.RemoveFile(path("d")))).isInstanceOf(Failed.class);
            assertThat(worker.call(new Op.Stat(path("d"), false)))
                    .isInstanceOfSatisfying(
                            Answer.Stat.class,
                            stat -> assertThat(stat.stat().isFolder()).isTrue());
            worker.finish();
            running.get(10, TimeUnit.SECONDS);
        }
    }

    /** A shell has few files open at once, and finds the others by their names. */
    @ParameterizedTest
    @EnumSource
    void aWriteNeverGoesIntoAnotherFile(LocalWorker kind) throws Exception {
        try (LocalProgram program = kind.start(dir)) {
            CoProcess worker = new CoProcess(program, Confinement.NONE);
            CompletableFuture<Void> running = LocalWorker.run(worker);
            worker.call(new Op.Open(1, path("a"), OpenMode.OVERWRITE, 0644));
            worker.call(new Op.Write(1, 0, "first".getBytes(UTF_8), 0, 5));
            assertThat(worker.call(new Op.Rename(path("a"), path("a.old"), true)))
                    .isEqualTo(Answer.DONE);
            worker.call(new Op.Open(2, path("a"), OpenMode.OVERWRITE, 0644));
            worker.call(new Op.Write(2, 0, "second".getBytes(UTF_8), 0, 6));
            worker.call(new Op.Write(1, 5, " and more".getBytes(UTF_8), 0, 9));
            worker.finish();
            running.get(10, TimeUnit.SECONDS);
        }
        assertThat(dir.resolve("a")).hasContent("second");
        assertThat(dir.resolve("a.old").toFile()).content().startsWith("first");
    }

    @ParameterizedTest
    @EnumSource
    void aRenameIntoAnotherFileSystemFails(LocalWorker kind) throws Exception {
        Files.writeString(dir.resolve("f"), "text");
        Path elsewhere = Files.createTempDirectory(Path.of("/dev/shm"), "hatchway-test-");
        try (LocalProgram program = kind.start(dir)) {
            CoProcess worker = new CoProcess(program, Confinement.NONE);
            CompletableFuture<Void> running = LocalWorker.run(worker);
            FilePath there = FilePath.ofText(elsewhere.resolve("f").toString());
            assertThat(worker.call(new Op.Rename(path("f"), there, true)))
                    .isInstanceOfSatisfying(
                            Failed.class,
                            failed -> assertThat(failed.sentence()).isEqualTo("Invalid cross-device link"));
            assertThat(elsewhere).isEmptyDirectory();
            assertThat(worker.call(new Op.Rename(path("f"), path("g"), true))).isEqualTo(Answer.DONE);
            worker.finish();
            running.get(10, TimeUnit.SECONDS);
        } finally {
            Files.deleteIfExists(elsewhere.resolve("f"));
            Files.delete(elsewhere);
        }
        assertThat(dir.resolve("g")).hasContent("text");
    }

    /** As somebody whom permissions bind. */
    @ParameterizedTest
    @EnumSource
    void aFileToBeWrittenAndNotReadIsOpenedWithoutCuttingIt(LocalWorker kind) throws Exception {
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path file = Files.writeString(dir.resolve("f"), "0123456789");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("-w--w--w-"));
        try (LocalProgram program = kind.startAsNobody(dir)) {
            CoProcess worker = new CoProcess(program, Confinement.NONE);
            CompletableFuture<Void> running = LocalWorker.run(worker);
            OpenMode update = new OpenMode(false, true, false, true, false, false);
            assertThat(worker.call(new Op.Open(1, path("f"), OpenMode.READ, 0))).isInstanceOf(Failed.class);
            assertThat(worker.call(new Op.Open(2, path("f"), update, 0644))).isEqualTo(new Answer.Opened(false));
            assertThat(worker.call(new Op.Write(2, 4, "XY".getBytes(UTF_8), 0, 2)))
                    .isEqualTo(Answer.DONE);
            assertThat(worker.call(new Op.Open(3, path("new"), update, 0644))).isEqualTo(new Answer.Opened(true));
            assertThat(worker.call(new Op.Write(2, 0, "ab".getBytes(UTF_8), 0, 2)))
                    .isEqualTo(Answer.DONE);
            worker.finish();
            running.get(10, TimeUnit.SECONDS);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(file).hasContent("ab23XY6789");
    }

    @ParameterizedTest
    @EnumSource
    void aHomeMayHoldSpaces(LocalWorker kind) throws Exception {
        ProcessBuilder process = kind.process(dir);
        process.environment().put("HOME", "/a home");
        try (LocalProgram program = new LocalProgram(process.start())) {
            CoProcess worker = new CoProcess(program, Confinement.NONE);
            CompletableFuture<Void> running = LocalWorker.run(worker);
            assertThat(worker.place().home().text()).isEqualTo("/a home");
            assertThat(worker.place().start().text()).isEqualTo(dir.toRealPath().toString());
            worker.finish();
            running.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aShellWithoutItsToolsTakesNoBytesForRequests() throws Exception {
        Path tools = Files.createDirectory(dir.resolve("tools"));
        for (String tool : List.of("dd", "find", "id", "mkdir", "mv", "readlink", "rm", "stat")) {
            Files.createSymbolicLink(tools.resolve(tool), Path.of("/usr/bin", tool));
        }
        ProcessBuilder process = LocalWorker.A_SHELL.process(dir);
        process.environment().put("PATH", tools.toString());
        byte[] request = ("mkdir 9 0 - - - - - 0 - 0755 - -\n" + dir.resolve("made") + "\n").getBytes(UTF_8);
        try (LocalProgram program = new LocalProgram(process.start())) {
            CoProcess worker = new CoProcess(program, Confinement.NONE);
            CompletableFuture<Void> running = LocalWorker.run(worker);
            assertThat(worker.call(new Op.Open(1, path("f"), OpenMode.OVERWRITE, 0644)))
                    .isEqualTo(new Answer.Opened(true));
            Files.delete(tools.resolve("dd"));
            assertThat(worker.call(new Op.Write(1, 0, request, 0, request.length)))
                    .isInstanceOfSatisfying(
                            Failed.class, failed -> assertThat(failed.reason()).isEqualTo(Reason.LOST));
            running.get(10, TimeUnit.SECONDS);
        }
        assertThat(dir.resolve("made")).doesNotExist();
        try (LocalProgram program = new LocalProgram(process.start())) {
            CoProcess worker = new CoProcess(program, Confinement.NONE);
            assertThatThrownBy(worker::run)
                    .rootCause()
                    .isInstanceOf(TooFewToolsException.class)
                    .hasMessageContaining("dd");
            assertThatThrownBy(worker::place).isInstanceOf(TooFewToolsException.class);
        }
    }

    @Test
    void whoWaitsWhenTheProgramEndsIsToldSo() throws Exception {
        FakeProgram program = new FakeProgram().complains(BEGINNING);
        CoProcess worker = new CoProcess(program, Confinement.NONE);
        CompletableFuture<Void> running = LocalWorker.run(worker);
        worker.place();
        CompletableFuture<Answer> asked = worker.begin(new Op.RemoveFile(FilePath.ROOT));
        program.exits(0);
        running.get(10, TimeUnit.SECONDS);
        assertThat(asked.get())
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.reason()).isEqualTo(Reason.LOST));
        assertThat(worker.call(new Op.RemoveFile(FilePath.ROOT)))
                .as("later, too")
                .isInstanceOf(Failed.class);
    }

    @Test
    void whoAsksWhereItIsIsNotLeftWaitingByAProgramThatNeverBegins() throws Exception {
        FakeProgram program = new FakeProgram().exits(1);
        CoProcess worker = new CoProcess(program, Confinement.NONE);
        CompletableFuture<Void> running = LocalWorker.run(worker);
        assertThatThrownBy(worker::place).isInstanceOf(IOException.class);
        running.get(10, TimeUnit.SECONDS);
    }

    /** An image can have any program by the name of sh. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello\n",
                "0 0 0\n",
                "0 0 0 99999999999\n",
                "0 0 0 -1\n",
                "0 0 0 999999999\n",
                "7 0 0 0\n",
                "0 0 0 3\nabc",
                "0 0 0 20\nsh 0099 1 /root\n/srv"
            })
    void whatIsNoWorkersBeginningEndsIt(String said) {
        CoProcess worker = new CoProcess(new FakeProgram().complains(said), Confinement.NONE);
        assertThatThrownBy(worker::run).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(worker::place).isInstanceOf(IOException.class);
    }

    @Test
    void aHeadWithoutAnEndIsNotKept() {
        CoProcess worker = new CoProcess(new FakeProgram().complains("1".repeat(100_000)), Confinement.NONE);
        assertThatThrownBy(worker::run).isInstanceOf(ProtocolException.class);
    }

    @Test
    void bytesNobodyAskedForAreNotHeld() {
        FakeProgram program = new FakeProgram().complains(BEGINNING).prints(new byte[100]);
        CoProcess worker = new CoProcess(program, Confinement.NONE);
        assertThatThrownBy(worker::run)
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("more than was asked for");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 0 5 0\n", "1 0 0 67108864\n", "2 0 0 0\n"})
    void whatNobodyAskedForIsNotHeld(String lie) {
        FakeProgram program = new FakeProgram().complains(BEGINNING + lie);
        CoProcess worker = new CoProcess(program, Confinement.NONE);
        assertThatThrownBy(worker::run)
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("what it was not asked");
    }

    @Test
    void aSecondAnswerToOneRequestEndsIt() throws Exception {
        FakeProgram program = new FakeProgram().complains(BEGINNING);
        CoProcess worker = new CoProcess(program, Confinement.NONE);
        CompletableFuture<Void> running = LocalWorker.run(worker);
        worker.place();
        CompletableFuture<Answer> asked = worker.begin(new Op.RemoveFile(FilePath.ROOT));
        while (!program.received().contains("rm 1 ")) {
            Thread.sleep(5);
        }
        program.complains("1 0 0 0\n1 0 0 0\n");
        assertThat(asked.get()).isEqualTo(Answer.DONE);
        assertThatThrownBy(() -> running.get(10, TimeUnit.SECONDS)).hasRootCauseInstanceOf(ProtocolException.class);
    }

    @Test
    void theScriptHoldsNothingButAscii() {
        assertThat(WorkerScript.TEXT.chars()).allMatch(c -> c < 128);
    }
}
