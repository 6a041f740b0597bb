package io.hatchway.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.container.Archive;
import io.hatchway.container.EngineException;
import io.hatchway.files.Answer.Failed;
import io.hatchway.files.Answer.Reason;
import io.hatchway.files.ArchiveEngine.Kept;
import io.hatchway.files.TarReader.Header;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files through an engine's archive; the engine is the test's. */
final class ArchiveWorkerTest {
    private static final OpenMode UPDATE = new OpenMode(true, true, false, true, false, false);
    private static final OpenMode EXCLUSIVE = new OpenMode(false, true, false, true, false, true);
    private static final OpenMode APPEND = new OpenMode(false, true, true, true, false, false);

    @TempDir
    private Path kept;

    private final ArchiveEngine engine = new ArchiveEngine();
    private ArchiveWorker worker = worker("");

    private ArchiveWorker worker(String user) {
        return new ArchiveWorker(new ArchiveSession(engine, engine.setting(), user));
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
        ArchiveSession session = new ArchiveSession(engine, engine.setting(), user);
        assertThat(ArchiveWorker.objection(session, Confinement.NONE).isEmpty()).isEqualTo(may);
    }

    @Test
    void whatTheContainersRootMayNotDoTheEngineDoesNotForIt() {
        Archive.Setting restricted = new Archive.Setting("", Optional.empty(), "/", Set.of(), Set.of(), true, true);
        assertThat(ArchiveWorker.objection(new ArchiveSession(engine, restricted, "root"), Confinement.NONE))
                .hasValueSatisfying(said -> assertThat(said).contains("(cap_drop)"));
    }

    @Test
    void whatIsRenamedOverAnotherNameOfItselfIsNotLost() throws Exception {
        engine.same = name -> name.toLowerCase(Locale.ROOT);
        engine.file("/srv/readme", "the only copy");
        assertThat(worker.call(new Op.Rename(path("/srv/readme"), path("/srv/README"), true)))
                .isEqualTo(Answer.DONE);
        assertThat(engine.content("/srv/readme")).isEqualTo("the only copy");
        assertThat(engine.files.keySet()).noneMatch(name -> name.contains("hatchway"));
        engine.linksNothing = true;
        assertThat(worker.call(new Op.Rename(path("/srv/README"), path("/srv/Readme"), true)))
                .isEqualTo(Answer.DONE);
        assertThat(engine.content("/srv/readme")).isEqualTo("the only copy");
    }

    @Test
    void aFolderThatMayHoldSocketsIsNotRemoved() throws Exception {
        engine.runs = true;
        engine.folder("/srv/run");
        worker = worker("");
        assertThat(failed(new Op.RemoveFolder(path("/srv/run"))).sentence()).contains("sockets");
        assertThat(worker.call(new Op.MakeFolder(path("/srv/mine"), 0755))).isEqualTo(Answer.DONE);
        assertThat(worker.call(new Op.RemoveFolder(path("/srv/mine")))).isEqualTo(Answer.DONE);
        assertThat(engine.files).containsKey("/srv/run").doesNotContainKey("/srv/mine");
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
        worker.place();
        engine.asked.clear();
        open(1, "/srv/f", OpenMode.READ);
        assertThat(read(1, 0, 3)).isEqualTo("con");
        assertThat(read(1, 3, 3)).isEqualTo("ten");
        assertThat(read(1, 6, 3)).as("the end").isEqualTo("t");
        assertThat(read(1, 7, 3)).isEmpty();
        assertThat(read(1, 1, 3)).isEqualTo("ont");
        assertThat(read(1, 100, 3)).as("past the end").isEmpty();
        assertThat(engine.asked).containsExactly("look /srv", "look /srv/f", "get /srv/f");
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
        assertThat(failed(new Op.Stat(path("/srv/a"), true)).sentence()).contains("circle of symbolic links");
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
    void aLinkThatLeadsNowhereExistsForWhoWantsToMakeAFile() throws Exception {
        engine.link("/srv/dangling", "none");
        assertThat(open(1, "/srv/dangling", EXCLUSIVE)).isEqualTo(failure(Reason.FAILURE, "File exists"));
        assertThat(engine.files).doesNotContainKey("/srv/none");
        assertThat(open(1, "/srv/dangling", OpenMode.OVERWRITE)).isInstanceOf(Answer.Opened.class);
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
        assertThat(worker.call(new Op.ChangeOpen(1, Changes.size(3)))).isEqualTo(Answer.DONE);
        assertThat(read(1, 0, 100)).isEqualTo("con");
        assertThat(worker.call(new Op.ChangeOpen(1, Changes.size(5)))).isEqualTo(Answer.DONE);
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
        worker = new ArchiveWorker(new ArchiveSession(engine, engine.setting(), ""), new Room(kept, 10));
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

    @Test
    void aFileThatIsReadIsChangedWhereItWasMovedAndNoOther() throws Exception {
        Changes changes = modeAndTimes(0600, 99);
        engine.file("/srv/g", "other");
        open(1, "/srv/f", OpenMode.READ);
        open(2, "/srv/g", OpenMode.READ);
        worker.call(new Op.Rename(path("/srv/f"), path("/srv/g"), true));
        assertThat(failed(new Op.ChangeOpen(2, changes))).isEqualTo(ArchiveRefusals.MOVED);
        assertThat(engine.stat("/srv/g").permissions()).isEqualTo(0640);
        assertThat(worker.call(new Op.ChangeOpen(1, changes))).isEqualTo(Answer.DONE);
        assertThat(engine.stat("/srv/g").permissions()).isEqualTo(0600);
        worker.call(new Op.RemoveFile(path("/srv/g")));
        engine.file("/srv/g", "third");
        assertThat(failed(new Op.ChangeOpen(1, changes))).isEqualTo(ArchiveRefusals.MOVED);
        assertThat(read(1, 0, 100)).isEqualTo("content");
    }

    private Failed failedSize(int file, long bytes) throws InterruptedException {
        return failed(new Op.ChangeOpen(file, Changes.size(bytes)));
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
                new Op.Rename(path("/srv"), path("/other"), true),
                new Op.HardLink(path("/srv"), path("/other")),
                new Op.FreeSpace(path("/srv")));
    }

    @ParameterizedTest
    @MethodSource("whatTheEngineHasNoCallFor")
    void whatTheEngineHasNoCallForIsUnsupported(Op op) throws Exception {
        assertThat(failed(op).reason()).isEqualTo(Reason.UNSUPPORTED);
        assertThat(engine.asked).noneMatch(call -> call.startsWith("put"));
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

    private static Changes modeAndTimes(int mode, long modified) {
        return new Changes(
                Optional.empty(),
                Optional.of(mode),
                Optional.empty(),
                Optional.of(new Changes.Times(modified, modified)));
    }

    @Test
    void whatIsSetByNameIsSetOnTheFileThatIsBeingWritten() throws Exception {
        open(1, "/srv/new", OpenMode.OVERWRITE);
        write(1, 0, "text");
        assertThat(worker.call(new Op.Change(path("/srv/new"), modeAndTimes(0600, 99))))
                .isEqualTo(Answer.DONE);
        assertThat(stat("/srv/new").modified()).isEqualTo(99);
        worker.call(new Op.Close(1));
        assertThat(engine.content("/srv/new")).isEqualTo("text");
        assertThat(engine.stat("/srv/new").permissions()).isEqualTo(0600);
        assertThat(engine.stat("/srv/new").modified()).isEqualTo(99);
        assertThat(engine.puts()).as("once, whole").isEqualTo(1);
    }

    private FileStat stat(String name) throws InterruptedException {
        return ((Answer.Stat) worker.call(new Op.Stat(path(name), true))).stat();
    }

    @Test
    void aFileThatIsBeingWrittenIsListedAndReadAsItIsSoFar() throws Exception {
        open(1, "/srv/new", OpenMode.OVERWRITE);
        write(1, 0, "so far");
        assertThat(worker.call(new Op.ListFolder(path("/srv"))))
                .isInstanceOfSatisfying(
                        Answer.Listing.class,
                        listing -> assertThat(listing.entries()).anySatisfy(entry -> {
                            assertThat(entry.name()).isEqualTo(path("new"));
                            assertThat(entry.stat().size()).isEqualTo(6);
                        }));
        open(2, "/srv/new", OpenMode.READ);
        assertThat(read(2, 0, 100)).isEqualTo("so far");
        open(3, "/srv/new", APPEND);
        write(3, 0, " and on");
        worker.call(new Op.Close(1));
        worker.call(new Op.Close(3));
        assertThat(engine.content("/srv/new")).isEqualTo("so far and on");
        assertThat(read(2, 0, 100)).as("whoever reads it has it still").isEqualTo("so far and on");
        assertThat(open(4, "/srv/new", EXCLUSIVE)).isEqualTo(failure(Reason.FAILURE, "File exists"));
    }

    @Test
    void aFileThatIsOpenedToBeWrittenAndIsNotStaysAsItIs() throws Exception {
        open(1, "/srv/f", UPDATE);
        assertThat(worker.call(new Op.Close(1))).isEqualTo(Answer.DONE);
        assertThat(engine.puts()).isZero();
    }

    @Test
    void whatIsWrittenHasTheTimeOfThat() throws Exception {
        open(1, "/srv/f", UPDATE);
        write(1, 0, "X");
        worker.call(new Op.Close(1));
        assertThat(engine.stat("/srv/f").modified()).isGreaterThan(1_000_000_000);
    }

    @Test
    void aFileIsMovedWhileItIsWrittenAndOneThatIsReplacedComesNoMore() throws Exception {
        open(1, "/srv/f", OpenMode.OVERWRITE);
        write(1, 0, "lost");
        open(2, "/srv/new", OpenMode.OVERWRITE);
        write(2, 0, "moved");
        assertThat(worker.call(new Op.Rename(path("/srv/new"), path("/srv/f"), true)))
                .isEqualTo(Answer.DONE);
        assertThat(stat("/srv/f").size()).isEqualTo(5);
        worker.call(new Op.Close(2));
        worker.call(new Op.Close(1));
        assertThat(engine.content("/srv/f")).isEqualTo("moved");
        assertThat(engine.files).doesNotContainKey("/srv/new");
    }

    @Test
    void aFileThatIsRemovedWhileItIsWrittenIsNotMadeAgain() throws Exception {
        open(1, "/srv/f", OpenMode.OVERWRITE);
        assertThat(worker.call(new Op.RemoveFile(path("/srv/f")))).isEqualTo(Answer.DONE);
        assertThat(failed(new Op.Stat(path("/srv/f"), true)).reason()).isEqualTo(Reason.NO_SUCH_FILE);
        write(1, 0, "gone");
        assertThat(worker.call(new Op.Close(1))).isEqualTo(Answer.DONE);
        assertThat(engine.files).doesNotContainKey("/srv/f");
    }

    @Test
    void aFileIsRenamedWithItsOwnerAndReplacesAnother() throws Exception {
        engine.file("/srv/g", "other");
        assertThat(failed(new Op.Rename(path("/srv/f"), path("/srv/g"), false)).sentence())
                .isEqualTo("File exists");
        assertThat(worker.call(new Op.Rename(path("/srv/f"), path("/srv/g"), true)))
                .isEqualTo(Answer.DONE);
        assertThat(engine.content("/srv/g")).isEqualTo("content");
        assertThat(engine.stat("/srv/g").uid()).isEqualTo(7);
        assertThat(engine.files).doesNotContainKey("/srv/f");
    }

    @Test
    void aFileIsCopiedToItsNewNameWhereTheFileSystemHasNoLinks() throws Exception {
        engine.file("/srv/g", "other");
        engine.linksNothing = true;
        assertThat(worker.call(new Op.Rename(path("/srv/f"), path("/srv/g"), true)))
                .isEqualTo(Answer.DONE);
        assertThat(engine.content("/srv/g")).isEqualTo("content");
        assertThat(engine.files).doesNotContainKey("/srv/f");
    }

    @Test
    void nothingIsReplacedByWhatCouldNotBeCopied() throws Exception {
        worker = new ArchiveWorker(new ArchiveSession(engine, engine.setting(), ""), new Room(kept, 6));
        engine.file("/srv/g", "other");
        engine.linksNothing = true;
        assertThat(worker.call(new Op.Rename(path("/srv/f"), path("/srv/g"), true)))
                .isEqualTo(Room.TOO_MUCH);
        assertThat(engine.content("/srv/g")).isEqualTo("other");
        assertThat(engine.content("/srv/f")).isEqualTo("content");
    }

    @Test
    void oneThatIsTooLargeToBeCopiedReplacesAnotherWhereThereAreLinks() throws Exception {
        engine.file("/srv/g", "other");
        Kept large = engine.kept("/srv/f");
        Header header = large.header();
        engine.files.put(
                "/srv/f",
                new Kept(
                        new Header(header.name(), header.stat().sized(Draft.LARGEST + 1), '0', header.link()),
                        large.content()));
        Op replacing = new Op.Rename(path("/srv/f"), path("/srv/g"), true);
        engine.linksNothing = true;
        assertThat(worker.call(replacing)).isEqualTo(ArchiveRefusals.TOO_LARGE);
        assertThat(engine.content("/srv/g")).isEqualTo("other");
        engine.linksNothing = false;
        assertThat(worker.call(replacing)).isEqualTo(Answer.DONE);
        assertThat(engine.content("/srv/g")).isEqualTo("content");
    }

    @Test
    void aSymbolicLinkReplacesAnotherWhereTheFileSystemHasNoLinks() throws Exception {
        engine.link("/srv/next", "new");
        engine.linksNothing = true;
        assertThat(worker.call(new Op.Rename(path("/srv/next"), path("/srv/l"), true)))
                .isEqualTo(Answer.DONE);
        assertThat(engine.kept("/srv/l").header().link()).isEqualTo(path("new"));
        assertThat(engine.files).doesNotContainKey("/srv/next");
    }

    @Test
    void aFileIsNotRenamedIntoAnotherMount() throws Exception {
        engine.folder("/vol");
        engine.mounted.add("/vol");
        engine.file("/vol/g", "other");
        worker = worker("");
        assertThat(failed(new Op.Rename(path("/srv/f"), path("/vol/g"), true)).sentence())
                .isEqualTo("Invalid cross-device link");
        assertThat(engine.content("/vol/g")).isEqualTo("other");
        assertThat(worker.call(new Op.Rename(path("/vol/g"), path("/vol/h"), true)))
                .isEqualTo(Answer.DONE);
        assertThat(engine.content("/vol/h")).isEqualTo("other");
    }

    @Test
    void onlyAnEmptyFolderIsRemoved() throws Exception {
        assertThat(failed(new Op.RemoveFolder(path("/srv"))).sentence()).isEqualTo("Directory not empty");
        assertThat(failed(new Op.RemoveFile(path("/srv"))).sentence()).isEqualTo("Is a directory");
        engine.folder("/srv/d");
        assertThat(failed(new Op.RemoveFolder(path("/srv/f"))).sentence()).isEqualTo("Not a directory");
        open(1, "/srv/d/new", OpenMode.OVERWRITE);
        assertThat(failed(new Op.RemoveFolder(path("/srv/d"))).sentence())
                .as("it will have a file")
                .isEqualTo("Directory not empty");
        worker.call(new Op.RemoveFile(path("/srv/d/new")));
        assertThat(worker.call(new Op.RemoveFolder(path("/srv/d")))).isEqualTo(Answer.DONE);
        assertThat(engine.files).doesNotContainKey("/srv/d");
    }

    @Test
    void aLinkIsRemovedAndNotWhatItLeadsTo() throws Exception {
        assertThat(worker.call(new Op.RemoveFile(path("/srv/l")))).isEqualTo(Answer.DONE);
        assertThat(engine.files).containsKey("/srv/f").doesNotContainKey("/srv/l");
    }

    @Test
    void anEngineThatRemovesNothingIsBelieved() throws Exception {
        engine.removesNothing = true;
        assertThat(worker.call(new Op.RemoveFile(path("/srv/f")))).isInstanceOf(Failed.class);
        assertThat(worker.call(new Op.Rename(path("/srv/f"), path("/srv/g"), true)))
                .isInstanceOf(Failed.class);
        assertThat(engine.content("/srv/f")).isEqualTo("content");
    }

    @Test
    void aFileGetsASecondName() throws Exception {
        assertThat(worker.call(new Op.HardLink(path("/srv/f"), path("/srv/g")))).isEqualTo(Answer.DONE);
        assertThat(engine.content("/srv/g")).isEqualTo("content");
        assertThat(failed(new Op.HardLink(path("/srv/f"), path("/srv/l"))).sentence())
                .isEqualTo("File exists");
    }

    private static List<Op> inAMountOfTheRunningContainer() {
        return List.of(
                new Op.Open(1, path("/run/f"), OpenMode.READ, 0),
                new Op.Open(1, path("/srv/to-run/f"), OpenMode.OVERWRITE, 0666),
                new Op.ListFolder(path("/run")),
                new Op.ListFolder(path("/srv/to-run")),
                new Op.Stat(path("/run/f"), true),
                new Op.Change(path("/run/f"), modeAndTimes(0600, 1)),
                new Op.MakeFolder(path("/proc/d"), 0777),
                new Op.SymbolicLink(path("f"), path("/dev/d")),
                new Op.ReadLink(path("/proc/self")),
                new Op.RemoveFile(path("/run/f")),
                new Op.RemoveFolder(path("/sys/d")),
                new Op.Rename(path("/srv/f"), path("/run/f"), true),
                new Op.Rename(path("/run/f"), path("/srv/g"), true),
                new Op.HardLink(path("/srv/f"), path("/run/g")));
    }

    @ParameterizedTest
    @MethodSource("inAMountOfTheRunningContainer")
    void whatIsMountedInTheRunningContainerAloneIsOutOfReach(Op op) throws Exception {
        engine.folder("/run");
        engine.file("/run/f", "underneath");
        engine.link("/srv/to-run", "/run");
        engine.hidden.add("/run/");
        worker = worker("");
        assertThat(failed(op).reason()).isEqualTo(Reason.UNSUPPORTED);
        assertThat(failed(op).sentence()).contains("running container's alone", "Use another folder");
        assertThat(engine.asked).noneMatch(call -> call.startsWith("put") || call.contains("/run/"));
    }

    @Test
    void whatIsMountedWhereALinkLeadsIsOutOfReachByEveryName() throws Exception {
        engine.folder("/run");
        engine.folder("/var");
        engine.link("/var/run", "/run");
        engine.hidden.add("/var/run");
        engine.hidden.add("/var/run/none/deep");
        worker = worker("");
        for (String name : List.of("/run/x", "/var/run/x", "/run/none/deep/x")) {
            assertThat(failed(new Op.Open(1, path(name), OpenMode.OVERWRITE, 0666))
                            .sentence())
                    .contains("not those in /run");
        }
        assertThat(engine.puts()).isZero();
    }

    @Test
    void aFileThatIsMountedWhereALinkLeadsIsNotReplaced() throws Exception {
        engine.mounted.add("/srv/l");
        worker = worker("");
        assertThat(failed(new Op.RemoveFile(path("/srv/f")))).isEqualTo(ArchiveRefusals.MOUNTED_FILE);
        assertThat(worker.call(new Op.RemoveFile(path("/srv/l"))))
                .as("the link is none")
                .isEqualTo(Answer.DONE);
    }

    @Test
    void aFileThatIsMountedByItselfIsReadAndNotReplaced() throws Exception {
        engine.mounted.add("/srv/f");
        worker = worker("");
        open(1, "/srv/l", OpenMode.READ);
        assertThat(read(1, 0, 100)).isEqualTo("content");
        assertThat(open(2, "/srv/l", OpenMode.OVERWRITE)).isEqualTo(ArchiveRefusals.MOUNTED_FILE);
        assertThat(failed(new Op.RemoveFile(path("/srv/f")))).isEqualTo(ArchiveRefusals.MOUNTED_FILE);
        assertThat(failed(new Op.Rename(path("/srv/f"), path("/srv/g"), true))).isEqualTo(ArchiveRefusals.MOUNTED_FILE);
        assertThat(failed(new Op.Change(path("/srv/f"), modeAndTimes(0600, 1))))
                .isEqualTo(ArchiveRefusals.MOUNTED_FILE);
        assertThat(engine.puts()).isZero();
    }

    @Test
    void aVolumeWithinSuchAMountIsReached() throws Exception {
        engine.folder("/run");
        engine.folder("/run/vol");
        engine.file("/run/vol/f", "kept");
        engine.hidden.add("/run");
        engine.mounted.add("/run/vol");
        worker = worker("");
        open(1, "/run/vol/f", OpenMode.READ);
        assertThat(read(1, 0, 100)).isEqualTo("kept");
        assertThat(stat("/run").isFolder()).as("its name is no secret").isTrue();
    }

    @Test
    void aSessionBeginsWhereAProgramWouldAndAtHomeWherePasswdSays() throws Exception {
        assertThat(worker.place().start()).isEqualTo(path("/srv"));
        assertThat(worker.place().home()).as("no passwd").isEqualTo(path("/"));
        engine.folder("/etc");
        engine.file("/etc/passwd", "app:x:5:5::/app:/bin/sh\nroot:x:0:3::/super:/bin/sh\n");
        engine.file("/etc/group", "root:x:0:\nwheel:x:12:\n");
        worker = worker("root:wheel");
        assertThat(worker.place().home()).isEqualTo(path("/super"));
        worker.call(new Op.MakeFolder(path("/srv/d"), 0777));
        assertThat(engine.stat("/srv/d").gid()).isEqualTo(12);
        worker = worker("0");
        worker.call(new Op.MakeFolder(path("/srv/e"), 0777));
        assertThat(engine.stat("/srv/e").gid()).isEqualTo(3);
        engine.home = Optional.of("/home/of/image");
        assertThat(worker("").place().home()).isEqualTo(path("/home/of/image"));
    }

    @Test
    void aNewFileTakesOneLookAndOneWay() throws Exception {
        worker.place();
        open(1, "/srv/first", OpenMode.OVERWRITE);
        worker.call(new Op.Close(1));
        engine.asked.clear();
        open(2, "/srv/second", OpenMode.OVERWRITE);
        write(2, 0, "text");
        worker.call(new Op.Close(2));
        assertThat(engine.asked).containsExactly("look /srv/second", "put /srv");
    }

    @Test
    void aFileWhoseNameIsNotUtf8IsFoundInItsFolder() throws Exception {
        FilePath odd = new FilePath("/srv/\u00ff\u00fe");
        engine.file("/srv/a", "before");
        worker.call(new Op.Open(1, odd, OpenMode.OVERWRITE, 0666));
        write(1, 0, "bytes");
        worker.call(new Op.Close(1));
        worker.call(new Op.Open(2, odd, OpenMode.READ, 0));
        assertThat(read(2, 0, 100)).isEqualTo("bytes");
        assertThat(worker.call(new Op.Stat(odd, true))).isInstanceOf(Answer.Stat.class);
        assertThat(worker.call(new Op.RemoveFile(odd))).isEqualTo(Answer.DONE);
    }

    @Test
    void whatIsAlwaysRefusedIsNotOffered() {
        assertThat(worker.offers("statvfs@openssh.com")).isFalse();
        assertThat(worker.offers("fsync@openssh.com")).isFalse();
        assertThat(worker.offers("posix-rename@openssh.com")).isTrue();
        assertThat(new BoundedWorker(new Outspoken(worker, sentence -> {}), Confinement.NONE)
                        .offers("statvfs@openssh.com"))
                .isFalse();
    }

    @Test
    void whyThisWayRefusesIsSaidOnceAndWhatAnySystemSaysIsNot() throws Exception {
        List<String> said = new ArrayList<>();
        Outspoken outspoken = new Outspoken(worker, said::add);
        for (int i = 0; i < 3; i++) {
            outspoken.call(new Op.Stat(path("/srv/none"), true));
            outspoken.call(new Op.RemoveFolder(path("/srv")));
            outspoken.call(new Op.FreeSpace(path("/srv")));
            outspoken.call(new Op.ListFolder(path("/proc")));
        }
        assertThat(said).hasSize(2).allMatch(sentence -> sentence.startsWith("This container has no shell"));
        for (int i = 0; i < 10; i++) {
            engine.refusal = Optional.of(new EngineException(EngineException.Kind.REFUSED, "No " + i + "."));
            outspoken.call(new Op.Stat(path("/srv/f"), true));
        }
        assertThat(said).as("only the first few").hasSize(5);
    }
}
