package io.hatchway.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.container.Archive;
import io.hatchway.container.EngineException;
import io.hatchway.files.Answer.Failed;
import io.hatchway.files.Answer.Reason;
import io.hatchway.files.TarReader.Header;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files through an engine's archive; the engine is the test's. */
final class ArchiveWorkerTest {
    private static final int TRAILER = 1024;
    private static final OpenMode UPDATE = new OpenMode(true, true, false, true, false, false);
    private static final OpenMode EXCLUSIVE = new OpenMode(false, true, false, true, false, true);
    private static final OpenMode APPEND = new OpenMode(false, true, true, true, false, false);

    @TempDir
    private Path kept;

    private final Engine engine = new Engine();
    private ArchiveWorker worker = new ArchiveWorker(engine);

    /** An engine that keeps a container's files by their paths, and follows links to folders. */
    private static final class Engine implements Archive {
        @SuppressWarnings("ArrayRecordComponent") // compared by nobody
        private record Kept(Header header, byte[] content) {}

        private final Map<String, Kept> files = new TreeMap<>();
        private final List<String> asked = new ArrayList<>();
        private final AtomicInteger opened = new AtomicInteger();
        private Optional<EngineException> refusal = Optional.empty();
        private Runnable beforePut = () -> {};
        private volatile IntConsumer sending = at -> {};

        void file(String path, String content) {
            keep(path, '0', 0100640, "", content);
        }

        void folder(String path) {
            keep(path, '5', 040755, "", "");
        }

        void link(String path, String target) {
            keep(path, '2', 0120777, target, "");
        }

        private void keep(String path, char type, int mode, String target, String content) {
            byte[] bytes = content.getBytes(UTF_8);
            FileStat stat = new FileStat(mode, 1, 7, 8, bytes.length, 5, 5, "7", "8");
            Header header = new Header(FilePath.ofText(path).fileName(), stat, type, FilePath.ofText(target));
            files.put(path, new Kept(header, bytes));
        }

        Kept kept(String path) {
            return Optional.ofNullable(files.get(path)).orElseThrow();
        }

        String content(String path) {
            return new String(kept(path).content(), UTF_8);
        }

        FileStat stat(String path) {
            return kept(path).header().stat();
        }

        @Override
        public String user() {
            return "";
        }

        @Override
        public Optional<InputStream> get(byte[] path) throws EngineException {
            refuse();
            String name = inFolder(FilePath.of(path).normalized()).text();
            asked.add("get " + name);
            if (!files.containsKey(name)) {
                return Optional.empty();
            }
            ByteArrayOutputStream tar = new ByteArrayOutputStream();
            String top = FilePath.ofText(name).fileName().text();
            files.forEach((at, kept) -> {
                if (at.equals(name) || at.startsWith(name.equals("/") ? "/" : name + "/")) {
                    tar.writeBytes(entry(kept, top + at.substring(name.length())));
                }
            });
            tar.writeBytes(new byte[TRAILER]);
            opened.incrementAndGet();
            return Optional.of(new ByteArrayInputStream(tar.toByteArray()) {
                @Override
                public synchronized int read(byte[] into, int offset, int length) {
                    sending.accept(pos);
                    return super.read(into, offset, length);
                }

                @Override
                public void close() {
                    opened.decrementAndGet();
                }
            });
        }

        private FilePath inFolder(FilePath path) {
            if (path.equals(FilePath.ROOT)) {
                return path;
            }
            FilePath folder = inFolder(path.parent());
            Kept at = files.get(folder.text());
            FilePath real = at != null && at.header().isSymbolicLink()
                    ? folder.parent().resolve(at.header().link()).normalized()
                    : folder;
            return real.resolve(path.fileName());
        }

        private static byte[] entry(Kept kept, String name) {
            Header header = new Header(
                    FilePath.ofText(name),
                    kept.header().stat(),
                    kept.header().type(),
                    kept.header().link());
            try {
                byte[] whole = TarWriter.stream(header, new ByteArrayInputStream(kept.content()))
                        .readAllBytes();
                return Arrays.copyOf(whole, whole.length - TRAILER);
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }

        @Override
        public void put(byte[] folder, InputStream tar) throws EngineException {
            refuse();
            String name = FilePath.of(folder).normalized().text();
            asked.add("put " + name);
            beforePut.run();
            try {
                TarReader reader = new TarReader(tar);
                Header header = reader.next().orElseThrow();
                byte[] content =
                        new byte[header.type() == '0' ? (int) header.stat().size() : 0];
                for (int at = 0; at < content.length; ) {
                    at += reader.read(content, at, content.length - at);
                }
                files.put(
                        FilePath.ofText(name)
                                .resolve(header.name())
                                .normalized()
                                .text(),
                        new Kept(header, content));
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }

        private void refuse() throws EngineException {
            if (refusal.isPresent()) {
                throw refusal.get();
            }
        }
    }

    @BeforeEach
    void aFewFiles() {
        engine.folder("/");
        engine.folder("/srv");
        engine.file("/srv/f", "content");
        engine.link("/srv/l", "f");
    }

    @AfterEach
    void nothingIsLeftOpen() {
        worker.close();
        assertThat(engine.opened).hasValue(0);
    }

    private static FilePath path(String name) {
        return FilePath.ofText(name);
    }

    private Answer open(int file, String name, OpenMode how) throws InterruptedException {
        return worker.call(new Op.Open(file, path(name), how, 0666));
    }

    private Answer write(int file, long offset, String text) throws InterruptedException {
        byte[] bytes = ("<" + text + ">").getBytes(UTF_8);
        return worker.call(new Op.Write(file, offset, bytes, 1, bytes.length - 2));
    }

    private String read(int file, long offset, int length) throws InterruptedException {
        Answer.Bytes bytes = (Answer.Bytes) worker.call(new Op.Read(file, offset, length));
        return new String(bytes.array(), bytes.from(), bytes.length(), UTF_8);
    }

    private Failed failed(Op op) throws InterruptedException {
        return (Failed) worker.call(op);
    }

    @ParameterizedTest
    @CsvSource({"'', true", "root, true", "0, true", "0:5, true", "app, false", "1000, false", "app:root, false"})
    void onlyRootMayHaveWhatTheEngineMay(String user, boolean may) {
        assertThat(ArchiveWorker.objection(user, Confinement.NONE).isEmpty()).isEqualTo(may);
    }

    @Test
    void whatIsWrittenIsInTheContainerWhenItIsClosedAndNotBefore() throws Exception {
        assertThat(open(1, "/srv/new", OpenMode.OVERWRITE)).isInstanceOf(Answer.Opened.class);
        assertThat(write(1, 6, "world")).isEqualTo(Answer.DONE);
        assertThat(write(1, 0, "hello ")).isEqualTo(Answer.DONE);
        assertThat(engine.asked).noneMatch(call -> call.startsWith("put"));
        assertThat(worker.call(new Op.Stat(path("/srv/new"), true)))
                .as("its writer sees it already")
                .isInstanceOfSatisfying(
                        Answer.Stat.class,
                        stat -> assertThat(stat.stat().size()).isEqualTo(11));
        assertThat(worker.call(new Op.Close(1))).isEqualTo(Answer.DONE);
        assertThat(engine.content("/srv/new")).isEqualTo("hello world");
        assertThat(engine.stat("/srv/new").permissions()).as("less the umask").isEqualTo(0644);
    }

    @Test
    void aClientThatGoesLeavesTheContainerAsItWas() throws Exception {
        open(1, "/srv/f", OpenMode.OVERWRITE);
        write(1, 0, "half");
        worker.finish();
        assertThat(engine.asked).noneMatch(call -> call.startsWith("put"));
        assertThat(engine.content("/srv/f")).isEqualTo("content");
    }

    @Test
    void whatIsOnItsWayIntoTheContainerArrivesThoughTheClientGoes() throws Exception {
        open(1, "/srv/f", OpenMode.OVERWRITE);
        write(1, 0, "whole");
        Thread client = Thread.currentThread();
        engine.beforePut = () -> {
            client.interrupt();
            LockSupport.parkNanos(50_000_000);
        };
        worker.submit(new Op.Close(1), closed -> assertThat(closed).isEqualTo(Answer.DONE));
        assertThat(Thread.interrupted()).as("it hears of it in the end").isTrue();
        assertThat(engine.content("/srv/f")).isEqualTo("whole");
    }

    @Test
    void aFileOfWhichAPartCouldNotBeWrittenStaysAsItWas() throws Exception {
        open(1, "/srv/f", OpenMode.OVERWRITE);
        write(1, 0, "half");
        assertThat(write(1, 1L << 30, "beyond")).isInstanceOf(Failed.class);
        assertThat(write(1, 4, "more")).isEqualTo(Answer.DONE);
        assertThat(worker.call(new Op.Close(1))).isInstanceOf(Failed.class);
        assertThat(engine.content("/srv/f")).isEqualTo("content");
    }

    @Test
    void aFileIsChangedInPlaceAndKeepsItsOwner() throws Exception {
        open(1, "/srv/f", UPDATE);
        write(1, 3, "X");
        assertThat(read(1, 0, 100)).isEqualTo("conXent");
        worker.call(new Op.Close(1));
        assertThat(engine.content("/srv/f")).isEqualTo("conXent");
        assertThat(engine.stat("/srv/f").uid()).isEqualTo(7);
        assertThat(engine.stat("/srv/f").permissions()).isEqualTo(0640);
    }

    @Test
    void whatIsAppendedIsBehindTheRestWhereverItWasSaidToGo() throws Exception {
        open(1, "/srv/f", APPEND);
        write(1, 0, "!");
        worker.call(new Op.Close(1));
        assertThat(engine.content("/srv/f")).isEqualTo("content!");
    }

    @Test
    void aFileIsAskedForOnceWhateverIsReadOfIt() throws Exception {
        open(1, "/srv/f", OpenMode.READ);
        engine.asked.clear();
        assertThat(read(1, 0, 3)).isEqualTo("con");
        assertThat(read(1, 3, 3)).isEqualTo("ten");
        assertThat(read(1, 6, 3)).as("the end").isEqualTo("t");
        assertThat(read(1, 7, 3)).isEmpty();
        assertThat(engine.asked).containsExactly("get /srv/f");
        assertThat(read(1, 1, 3)).isEqualTo("ont");
        assertThat(read(1, 100, 3)).as("past the end").isEmpty();
        assertThat(engine.asked).containsExactly("get /srv/f");
        assertThat(worker.call(new Op.Close(1))).isEqualTo(Answer.DONE);
        assertThat(engine.opened).hasValue(0);
    }

    @Test
    void linksAreFollowedToWhatIsWritten() throws Exception {
        open(1, "/srv/l", OpenMode.OVERWRITE);
        write(1, 0, "new");
        worker.call(new Op.Close(1));
        assertThat(engine.content("/srv/f")).isEqualTo("new");
        assertThat(worker.call(new Op.ReadLink(path("/srv/l")))).isEqualTo(new Answer.Name(path("f")));
        assertThat(failed(new Op.ReadLink(path("/srv/f"))).sentence()).isEqualTo("Invalid argument");
    }

    @Test
    void aCircleOfLinksLeadsNowhere() throws Exception {
        engine.link("/srv/a", "b");
        engine.link("/srv/b", "a");
        assertThat(failed(new Op.Stat(path("/srv/a"), true)).reason()).isEqualTo(Reason.NO_SUCH_FILE);
        assertThat(worker.call(new Op.Stat(path("/srv/a"), false))).isInstanceOf(Answer.Stat.class);
    }

    @Test
    void aFolderIsListedWithoutWhatIsInItsFolders() throws Exception {
        engine.folder("/srv/d");
        engine.file("/srv/d/inside", "x");
        assertThat(worker.call(new Op.ListFolder(path("/srv"))))
                .isInstanceOfSatisfying(
                        Answer.Listing.class,
                        listing -> assertThat(listing.entries())
                                .extracting(entry -> entry.name().text())
                                .containsExactlyInAnyOrder("d", "f", "l"));
        assertThat(failed(new Op.ListFolder(path("/srv/f"))).sentence()).isEqualTo("Not a directory");
        assertThat(failed(new Op.ListFolder(path("/srv/none"))).reason()).isEqualTo(Reason.NO_SUCH_FILE);
    }

    @Test
    void whatCannotBeOpenedIsSaidSo() throws Exception {
        OpenMode onlyThere = new OpenMode(false, true, false, false, false, false);
        assertThat(open(1, "/srv/none", OpenMode.READ))
                .isEqualTo(failure(Reason.NO_SUCH_FILE, "No such file or directory"));
        assertThat(open(1, "/srv/none", onlyThere))
                .isEqualTo(failure(Reason.NO_SUCH_FILE, "No such file or directory"));
        assertThat(open(1, "/none/f", OpenMode.OVERWRITE))
                .isEqualTo(failure(Reason.NO_SUCH_FILE, "No such file or directory"));
        assertThat(open(1, "/srv/f", EXCLUSIVE)).isEqualTo(failure(Reason.FAILURE, "File exists"));
        assertThat(open(1, "/srv", OpenMode.READ)).isEqualTo(failure(Reason.FAILURE, "Is a directory"));
        assertThat(worker.call(new Op.Read(1, 0, 1))).as("nothing is open").isInstanceOf(Failed.class);
    }

    private static Failed failure(Reason reason, String sentence) {
        return new Failed(reason, sentence);
    }

    @Test
    void moreThanEightFilesAreNotWrittenAtOnce() throws Exception {
        for (int i = 0; i < 8; i++) {
            assertThat(open(i, "/srv/new-" + i, OpenMode.OVERWRITE)).isInstanceOf(Answer.Opened.class);
        }
        assertThat(open(8, "/srv/new-8", OpenMode.OVERWRITE)).isInstanceOf(Failed.class);
        assertThat(open(9, "/srv/f", OpenMode.READ)).as("reading takes no room").isInstanceOf(Answer.Opened.class);
        worker.call(new Op.Close(0));
        assertThat(open(8, "/srv/new-8", OpenMode.OVERWRITE)).isInstanceOf(Answer.Opened.class);
    }

    @Test
    void modesAndTimesAreSetAndTheContentStays() throws Exception {
        Changes changes = new Changes(
                Optional.empty(), Optional.of(0600), Optional.empty(), Optional.of(new Changes.Times(77, 99)));
        assertThat(worker.call(new Op.Change(path("/srv/f"), changes))).isEqualTo(Answer.DONE);
        assertThat(engine.content("/srv/f")).isEqualTo("content");
        assertThat(engine.stat("/srv/f").permissions()).isEqualTo(0600);
        assertThat(engine.stat("/srv/f").modified()).isEqualTo(99);
        assertThat(worker.call(new Op.Change(path("/srv"), changes))).isEqualTo(Answer.DONE);
        assertThat(engine.stat("/srv").permissions()).isEqualTo(0600);
        assertThat(failed(new Op.Change(path("/"), changes)).reason()).isEqualTo(Reason.UNSUPPORTED);
    }

    @Test
    void aFileIsCutOrMadeLonger() throws Exception {
        open(1, "/srv/f", UPDATE);
        assertThat(worker.call(new Op.ChangeOpen(1, size(3)))).isEqualTo(Answer.DONE);
        assertThat(read(1, 0, 100)).isEqualTo("con");
        assertThat(worker.call(new Op.ChangeOpen(1, size(5)))).isEqualTo(Answer.DONE);
        assertThat(failedSize(1, 2L << 30).reason()).isEqualTo(Reason.UNSUPPORTED);
        worker.call(new Op.Close(1));
        assertThat(engine.content("/srv/f")).isEqualTo("con\0\0");
    }

    @Test
    void anEngineIsLetGoOfThoughNobodyReadsOn() throws Exception {
        engine.file("/srv/big", "x".repeat(300_000));
        open(1, "/srv/big", OpenMode.READ);
        read(1, 0, 1);
        assertThat(open(2, "/srv/new", OpenMode.OVERWRITE)).as("waits for that").isInstanceOf(Answer.Opened.class);
        assertThat(engine.opened).hasValue(0);
        assertThat(read(1, 299_999, 10)).isEqualTo("x");
    }

    @Test
    void whatHasComeIsReadBeforeTheRest() throws Exception {
        engine.file("/srv/big", "x".repeat(300_000));
        open(1, "/srv/big", OpenMode.READ);
        CountDownLatch wasRead = new CountDownLatch(1);
        engine.sending = at -> {
            if (at > 200_000) {
                awaited(wasRead);
            }
        };
        assertThat(read(1, 0, 10)).hasSize(10);
        wasRead.countDown();
        assertThat(read(1, 299_999, 10)).isEqualTo("x");
    }

    private static void awaited(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Test
    void whatIsMoreThanASessionsRoomIsNotRead() throws Exception {
        worker = new ArchiveWorker(engine, new Room(kept, 10));
        engine.file("/srv/big", "eleven byte");
        open(1, "/srv/big", OpenMode.READ);
        assertThat(failed(new Op.Read(1, 0, 1))).isEqualTo(Room.TOO_MUCH);
        assertThat(open(2, "/srv/big", UPDATE)).isEqualTo(Room.TOO_MUCH);
        open(3, "/srv/f", OpenMode.READ);
        assertThat(read(3, 0, 100)).isEqualTo("content");
        open(4, "/srv/new", OpenMode.OVERWRITE);
        assertThat(write(4, 0, "four")).isEqualTo(Room.TOO_MUCH);
        assertThat(worker.call(new Op.Close(4))).isInstanceOf(Failed.class);
        assertThat(engine.files).doesNotContainKey("/srv/new");
    }

    @Test
    void aLinkIsFollowedFromWhereItIsAndNotFromWhereItsNameSeemsToBe() throws Exception {
        engine.folder("/srv/deep");
        engine.folder("/srv/deep/er");
        engine.link("/srv/to", "deep/er");
        engine.link("/srv/deep/er/up", "../x");
        engine.file("/srv/deep/x", "right");
        engine.file("/srv/x", "wrong");
        open(1, "/srv/to/up", OpenMode.READ);
        assertThat(read(1, 0, 100)).isEqualTo("right");
        open(2, "/srv/to/../x", OpenMode.READ);
        assertThat(read(2, 0, 100)).as("as a kernel goes up").isEqualTo("right");
        assertThat(worker.call(new Op.RealPath(path("/srv/to/..")))).isEqualTo(new Answer.Name(path("/srv/deep")));
        assertThat(worker.call(new Op.RealPath(path("/srv/to/new"))))
                .isEqualTo(new Answer.Name(path("/srv/deep/er/new")));
        assertThat(failed(new Op.RealPath(path("/srv/none/new"))).reason()).isEqualTo(Reason.NO_SUCH_FILE);
        assertThat(failed(new Op.Stat(path("/srv/none/../f"), true)).reason()).isEqualTo(Reason.NO_SUCH_FILE);
    }

    @Test
    void aFileIsNotCalledSyncedBeforeItIsInTheContainer() throws Exception {
        open(1, "/srv/f", OpenMode.READ);
        assertThat(worker.call(new Op.Sync(1))).isEqualTo(Answer.DONE);
        open(2, "/srv/new", OpenMode.OVERWRITE);
        assertThat(failed(new Op.Sync(2)).reason()).isEqualTo(Reason.UNSUPPORTED);
        assertThat(worker.unclosed()).contains("none of what was written");
    }

    @Test
    void aModeIsSetByTheHandleOfAFileThatIsRead() throws Exception {
        open(1, "/srv/l", OpenMode.READ);
        Changes changes = new Changes(Optional.empty(), Optional.of(0600), Optional.empty(), Optional.empty());
        assertThat(worker.call(new Op.ChangeOpen(1, changes))).isEqualTo(Answer.DONE);
        assertThat(engine.stat("/srv/f").permissions()).isEqualTo(0600);
        assertThat(read(1, 0, 100)).isEqualTo("content");
    }

    private static Changes size(long bytes) {
        return new Changes(Optional.of(bytes), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private Failed failedSize(int file, long bytes) throws InterruptedException {
        return failed(new Op.ChangeOpen(file, size(bytes)));
    }

    @Test
    void foldersAndLinksAreMadeWhereThereIsNothing() throws Exception {
        assertThat(worker.call(new Op.MakeFolder(path("/srv/d"), 0777))).isEqualTo(Answer.DONE);
        assertThat(engine.stat("/srv/d").permissions()).isEqualTo(0755);
        assertThat(worker.call(new Op.SymbolicLink(path("d"), path("/srv/to-d"))))
                .isEqualTo(Answer.DONE);
        assertThat(engine.kept("/srv/to-d").header().link()).isEqualTo(path("d"));
        assertThat(failed(new Op.MakeFolder(path("/srv/f"), 0777)).sentence()).isEqualTo("File exists");
        assertThat(failed(new Op.MakeFolder(path("/none/d"), 0777)).reason()).isEqualTo(Reason.NO_SUCH_FILE);
    }

    private static List<Op> whatTheEngineHasNoCallFor() {
        return List.of(
                new Op.RemoveFile(path("/srv/f")),
                new Op.RemoveFolder(path("/srv")),
                new Op.Rename(path("/srv/f"), path("/srv/g"), true),
                new Op.HardLink(path("/srv/f"), path("/srv/g")),
                new Op.FreeSpace(path("/srv")));
    }

    @ParameterizedTest
    @MethodSource("whatTheEngineHasNoCallFor")
    void whatTheEngineHasNoCallForIsUnsupported(Op op) throws Exception {
        assertThat(failed(op).reason()).isEqualTo(Reason.UNSUPPORTED);
        assertThat(engine.asked).isEmpty();
    }

    @Test
    void whatTheEngineRefusesIsToldInItsSentence() throws Exception {
        engine.refusal = Optional.of(new EngineException(EngineException.Kind.REFUSED, "No such volume."));
        assertThat(failed(new Op.Stat(path("/srv/f"), true))).isEqualTo(failure(Reason.FAILURE, "No such volume."));
        engine.refusal = Optional.of(new EngineException(EngineException.Kind.AWAY, "The engine is away."));
        assertThat(failed(new Op.Stat(path("/srv/f"), true))).isEqualTo(failure(Reason.LOST, "The engine is away."));
    }

    @Test
    void aFileThatTheEngineDoesNotTakeIsNotClosedWell() throws Exception {
        open(1, "/srv/f", OpenMode.OVERWRITE);
        engine.refusal = Optional.of(new EngineException(EngineException.Kind.REFUSED, "The disk is full."));
        assertThat(failed(new Op.Close(1)))
                .isEqualTo(failure(Reason.FAILURE, "The disk is full. The container may have a part of the file."));
        engine.refusal = Optional.empty();
        assertThat(failed(new Op.Close(1)).reason()).as("it is forgotten").isEqualTo(Reason.NO_SUCH_FILE);
    }
}
