package io.hatchway.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.files.Answer.Failed;
import io.hatchway.files.Answer.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real workers whose folders somebody else changes at the same time. */
@Timeout(60)
final class ConfinedWorkerTest {
    private static final OpenMode BOTH = new OpenMode(true, true, false, false, false, false);
    private static final OpenMode UPDATE = new OpenMode(false, true, false, true, false, false);
    private static final OpenMode MAKE = new OpenMode(false, true, false, true, true, true);
    private static final Changes TO_0600 =
            new Changes(Optional.empty(), Optional.of(0600), Optional.empty(), Optional.empty());
    private static final byte[] EVIL = "EVIL".getBytes(UTF_8);

    @TempDir
    private Path dir;

    private final List<FilePath> missing = new ArrayList<>();

    @BeforeEach
    void folders() throws IOException {
        dir = dir.toRealPath();
        Files.createDirectories(dir.resolve("in/pub"));
        Files.writeString(dir.resolve("in/f"), "inside\n");
        Files.writeString(dir.resolve("in/g"), "other\n");
        Files.writeString(dir.resolve("in/pub/doc"), "doc\n");
        Files.writeString(dir.resolve("secret"), "SECRET\n");
        Files.setPosixFilePermissions(dir.resolve("secret"), PosixFilePermissions.fromString("rw-r--r--"));
        Files.createSymbolicLink(dir.resolve("in/link"), dir.resolve("secret"));
        Files.createSymbolicLink(dir.resolve("in/again"), Path.of("pub"));
    }

    private interface Work {
        void with(CoProcess worker) throws Exception;
    }

    private void work(LocalWorker kind, Work work) throws Exception {
        confined(kind, work, root("in", false));
    }

    private void confined(LocalWorker kind, Work work, Confinement.Root... roots) throws Exception {
        try (LocalProgram program = kind.start(dir)) {
            CoProcess worker = new CoProcess(program, new Confinement(List.of(roots)), missing::add);
            CompletableFuture<Void> running = LocalWorker.run(worker);
            work.with(worker);
            worker.finish();
            running.get(10, TimeUnit.SECONDS);
        }
    }

    private Confinement.Root root(String name, boolean readOnly) {
        return new Confinement.Root(path(name), readOnly);
    }

    private FilePath path(String name) {
        return FilePath.ofText(dir.resolve(name).toString());
    }

    private static Op.Write write(int file, long offset, byte[] bytes) {
        return new Op.Write(file, offset, bytes, 0, bytes.length);
    }

    private static String read(CoProcess worker, int file) throws InterruptedException {
        Answer answer = worker.call(new Op.Read(file, 0, 100));
        return answer instanceof Answer.Bytes(byte[] array, int from, int length)
                ? new String(array, from, length, UTF_8)
                : answer.toString();
    }

    private void assertSecretIsUntouched() throws IOException {
        assertThat(dir.resolve("secret")).hasContent("SECRET\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("secret"))))
                .isEqualTo("rw-r--r--");
    }

    @ParameterizedTest
    @EnumSource
    void anOpenFileIsTheSameWhateverItsNameLeadsTo(LocalWorker kind) throws Exception {
        work(kind, worker -> {
            assertThat(worker.call(new Op.Open(1, path("in/f"), BOTH, 0644))).isInstanceOf(Answer.Opened.class);
            assertThat(read(worker, 1)).isEqualTo("inside\n");
            worker.call(write(1, 6, "!".getBytes(UTF_8)));
            assertThat(worker.call(new Op.Rename(path("in/link"), path("in/f"), true)))
                    .isEqualTo(Answer.DONE);
            assertThat(read(worker, 1)).isEqualTo("inside!");
            assertThat(worker.call(write(1, 0, EVIL))).isEqualTo(Answer.DONE);
            assertThat(read(worker, 1)).isEqualTo("EVILde!");
            assertThat(worker.call(new Op.ChangeOpen(1, TO_0600))).isEqualTo(Answer.DONE);
            assertThat(worker.call(new Op.StatOpen(1)))
                    .isInstanceOfSatisfying(
                            Answer.Stat.class,
                            stat -> assertThat(stat.stat().mode()).isEqualTo(0100600));
            assertThat(worker.call(new Op.Sync(1))).isEqualTo(Answer.DONE);
        });
        assertSecretIsUntouched();
    }

    /** A shell has few files open at once. */
    @ParameterizedTest
    @EnumSource
    void aFileThatIsOpenedAgainIsTheSameOrNone(LocalWorker kind) throws Exception {
        work(kind, worker -> {
            worker.call(new Op.Open(1, path("in/f"), BOTH, 0644));
            worker.call(new Op.Open(2, path("in/g"), BOTH, 0644));
            for (int i = 0; i < 2; i++) {
                assertThat(read(worker, 2)).isEqualTo("other\n");
                assertThat(read(worker, 1)).isEqualTo("inside\n");
                assertThat(worker.call(write(2, 0, "o".getBytes(UTF_8)))).isEqualTo(Answer.DONE);
                assertThat(worker.call(write(1, 0, "i".getBytes(UTF_8)))).isEqualTo(Answer.DONE);
            }
            worker.call(new Op.Rename(path("in/link"), path("in/f"), true));
            read(worker, 2);
            worker.call(write(2, 0, "o".getBytes(UTF_8)));
            assertThat(read(worker, 1)).doesNotContain("SECRET");
            worker.call(write(1, 0, EVIL));
            worker.call(new Op.ChangeOpen(1, TO_0600));
            assertThat(worker.call(new Op.Close(1))).isEqualTo(Answer.DONE);
            assertThat(read(worker, 2)).isEqualTo("other\n");
        });
        assertSecretIsUntouched();
    }

    @ParameterizedTest
    @EnumSource
    void theInnermostRootDecides(LocalWorker kind) throws Exception {
        Work work = worker -> {
            for (Op op : List.of(
                    new Op.Open(1, path("in/pub/new"), MAKE, 0644),
                    new Op.Open(1, path("in/pub/doc"), OpenMode.OVERWRITE, 0644),
                    new Op.Open(1, path("in/again/doc"), OpenMode.OVERWRITE, 0644),
                    new Op.RemoveFile(path("in/pub/doc")),
                    new Op.Change(path("in/pub/doc"), TO_0600),
                    new Op.MakeFolder(path("in/pub/d"), 0755),
                    new Op.HardLink(path("in/pub/doc"), path("in/doc")),
                    new Op.Rename(path("in/f"), path("in/pub/doc"), true),
                    new Op.Rename(path("in/pub/doc"), path("in/mine"), true),
                    new Op.Rename(path("in/pub"), path("in/elsewhere"), true),
                    new Op.RemoveFolder(path("in/pub")))) {
                assertThat(worker.call(op)).as("%s", op).isEqualTo(Refusals.OUTSIDE);
            }
            assertThat(worker.call(new Op.Open(2, path("in/pub/doc"), OpenMode.READ, 0)))
                    .isInstanceOf(Answer.Opened.class);
            assertThat(read(worker, 2)).isEqualTo("doc\n");
            assertThat(worker.call(new Op.ChangeOpen(2, TO_0600))).isEqualTo(Refusals.OUTSIDE);
            assertThat(worker.call(new Op.Open(3, path("in/new"), MAKE, 0644))).isEqualTo(new Answer.Opened(true));
        };
        confined(kind, work, root("in", false), root("in/pub", true));
        confined(
                kind,
                worker -> assertThat(worker.call(new Op.RemoveFile(path("in/new"))))
                        .isEqualTo(Answer.DONE),
                root("in", true),
                root("in", false));
        confined(kind, work, root("in/pub", true), root("in", false));
    }

    @ParameterizedTest
    @EnumSource
    void aFolderThatIsMissingIsToldAndUsedWhenItComes(LocalWorker kind) throws Exception {
        confined(
                kind,
                worker -> {
                    assertThat(worker.place().start()).isEqualTo(path("in"));
                    assertThat(missing).containsExactly(path("later/on"));
                    assertThat(worker.call(new Op.Stat(path("in/f"), true))).isInstanceOf(Answer.Stat.class);
                    assertThat(worker.call(new Op.ListFolder(path("later/on"))))
                            .isInstanceOfSatisfying(
                                    Failed.class,
                                    failed -> assertThat(failed.reason()).isEqualTo(Reason.NO_SUCH_FILE));
                    Files.createDirectories(dir.resolve("later/on"));
                    assertThat(worker.call(new Op.Open(1, path("later/on/f"), MAKE, 0644)))
                            .isEqualTo(new Answer.Opened(true));
                    Files.delete(dir.resolve("later/on/f"));
                    Files.delete(dir.resolve("later/on"));
                    Files.createSymbolicLink(dir.resolve("later/on"), dir);
                    assertThat(worker.call(new Op.Open(2, path("later/on/secret"), OpenMode.READ, 0)))
                            .isEqualTo(Refusals.OUTSIDE);
                },
                root("later/on", false),
                root("in", false));
    }

    @ParameterizedTest
    @EnumSource
    void namesThatChangeMeanwhileLeadNowhereElse(LocalWorker kind) throws Exception {
        Path name = dir.resolve("in/f");
        Thread other = Thread.ofPlatform().daemon().start(() -> {
            try {
                for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
                    Path next = dir.resolve("next" + i % 2);
                    if (i % 2 == 0) {
                        Files.createSymbolicLink(next, dir.resolve(i % 4 == 0 ? "secret" : "made"));
                    } else {
                        Files.writeString(next, "inside\n");
                    }
                    Files.move(next, name, StandardCopyOption.ATOMIC_MOVE);
                }
            } catch (IOException ended) {
                throw new java.io.UncheckedIOException(ended);
            }
        });
        try {
            work(kind, worker -> {
                long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
                while (System.nanoTime() < until) {
                    for (OpenMode how : List.of(OpenMode.READ, UPDATE, OpenMode.OVERWRITE, MAKE)) {
                        if (worker.call(new Op.Open(1, path("in/f"), how, 0644)) instanceof Answer.Opened) {
                            assertThat(how.write() ? "" : read(worker, 1)).doesNotContain("SECRET");
                            if (how.write()) {
                                worker.call(write(1, 0, EVIL));
                            }
                            worker.call(new Op.Close(1));
                        }
                    }
                    worker.call(new Op.Change(path("in/f"), TO_0600));
                    assertSecretIsUntouched();
                    assertThat(dir.resolve("made")).doesNotExist();
                }
            });
        } finally {
            assertThat(other.isAlive()).isTrue();
            other.interrupt();
            other.join();
        }
    }
}
