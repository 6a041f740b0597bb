package io.hatchway.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hatchway.files.Answer.Failed;
import io.hatchway.files.Answer.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client's packets, and what the server makes of them; the worker is the test's. */
final class SftpServerTest {
    private static final int OK = 0;
    private static final int NO_SUCH_FILE = 2;
    private static final int FAILURE = 4;

    private final ByteArrayOutputStream requests = new ByteArrayOutputStream();
    private final ByteArrayOutputStream replies = new ByteArrayOutputStream();
    private final List<Op> done = new ArrayList<>();
    private final List<String> witnessed = new ArrayList<>();
    private Function<Op, Answer> answers = SftpServerTest::done;
    private boolean closesWell;
    private boolean late;

    private final FileWorker worker = new FileWorker() {
        @Override
        public Place place() {
            return new Place(FilePath.ofText("/srv"), FilePath.ofText("/home/app"), 022, closesWell);
        }

        @Override
        public void submit(Op op, Consumer<Answer> then) {
            done.add(op);
            if (late) {
                CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS)
                        .execute(() -> then.accept(answers.apply(op)));
            } else {
                then.accept(answers.apply(op));
            }
        }

        @Override
        public String unclosed() {
            return "It is dropped.";
        }

        @Override
        public void finish() {}
    };

    /** What a worker says when all is well. */
    private static Answer done(Op op) {
        return op instanceof Op.Open ? new Answer.Opened(false) : Answer.DONE;
    }

    /** What a worker says to whom it makes each file for. */
    private static Answer made(Op op) {
        return op instanceof Op.Open ? new Answer.Opened(true) : Answer.DONE;
    }

    /** A request; fields are a byte or number by its type, and strings for text or bytes. */
    private void ask(int type, Object... fields) {
        try {
            ByteArrayOutputStream packet = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(packet);
            out.writeByte(type);
            for (Object field : fields) {
                switch (field) {
                    case Integer number -> out.writeInt(number);
                    case Long number -> out.writeLong(number);
                    case String text -> {
                        out.writeInt(text.length());
                        out.write(text.getBytes(ISO_8859_1));
                    }
                    default -> throw new IllegalArgumentException(field.toString());
                }
            }
            new DataOutputStream(requests).writeInt(packet.size());
            packet.writeTo(requests);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private void serve() throws IOException, InterruptedException {
        FileWitness witness = (event, failure) -> witnessed.add(event.getClass().getSimpleName()
                + failure.map(why -> ": " + why).orElse(""));
        new SftpServer(new ByteArrayInputStream(requests.toByteArray()), replies, worker, witness).serve();
    }

    private void serveUntilTheClientLeaves() {
        assertThatThrownBy(this::serve).isInstanceOf(ClientLeftException.class);
    }

    /** The replies in their order, each without its length. */
    private List<ByteBuffer> served() throws IOException, InterruptedException {
        try {
            serve();
        } catch (ClientLeftException unfinished) {
            // Most of these clients leave when they have asked.
        }
        List<ByteBuffer> all = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(replies.toByteArray());
        while (bytes.hasRemaining()) {
            int length = bytes.getInt();
            all.add(bytes.slice(bytes.position(), length));
            bytes.position(bytes.position() + length);
        }
        return all;
    }

    /** The codes of status replies, in their order. */
    private List<Integer> statuses() throws IOException, InterruptedException {
        return served().stream()
                .filter(reply -> reply.get(0) == 101)
                .map(reply -> reply.getInt(5))
                .toList();
    }

    private void open(int id, String path, int flags) {
        ask(SftpRequest.OPEN, id, path, flags, 0);
    }

    private static String handle(int number) {
        return new String(ByteBuffer.allocate(4).putInt(number).array(), ISO_8859_1);
    }

    @Test
    void theVersionIsThreeAndNamesTheExtensions() throws Exception {
        ask(SftpRequest.INIT, 3);
        ByteBuffer reply = served().getFirst();
        assertThat(reply.get(0)).isEqualTo((byte) 2);
        assertThat(reply.getInt(1)).isEqualTo(3);
        assertThat(ISO_8859_1.decode(reply.slice()).toString())
                .contains("posix-rename@openssh.com", "fsync@openssh.com", "copy-data", "limits@openssh.com");
    }

    @Test
    void aRelativeNameBeginsWhereTheWorkerIs() throws Exception {
        ask(SftpRequest.REMOVE, 1, "a/b");
        ask(SftpRequest.REMOVE, 2, "/c");
        serve();
        assertThat(done)
                .containsExactly(
                        new Op.RemoveFile(FilePath.ofText("/srv/a/b")), new Op.RemoveFile(FilePath.ofText("/c")));
    }

    @Test
    void aFileIsWrittenReadAndClosedOnRecord() throws Exception {
        answers = op -> op instanceof Op.Read(int file, long offset, int length)
                ? new Answer.Bytes("hello".getBytes(ISO_8859_1), 0, 5)
                : done(op);
        open(1, "f", 1 | 2 | 8);
        ask(SftpRequest.WRITE, 2, handle(1), 7L, "hello");
        ask(SftpRequest.READ, 3, handle(1), 7L, 100);
        ask(SftpRequest.CLOSE, 4, handle(1));
        ask(SftpRequest.CLOSE, 5, handle(1));
        List<ByteBuffer> all = served();
        assertThat(all.stream().map(reply -> (int) reply.get(0))).containsExactly(102, 101, 103, 101, 101);
        assertThat(all.get(3).getInt(5)).isEqualTo(OK);
        assertThat(all.get(4).getInt(5)).as("it is closed already").isEqualTo(FAILURE);
        assertThat(done.get(1)).isInstanceOfSatisfying(Op.Write.class, write -> {
            assertThat(write.offset()).isEqualTo(7);
            assertThat(write.length()).isEqualTo(5);
        });
        assertThat(witnessed).containsExactly("Opened", "Closed");
    }

    @Test
    void whatAFileWasNotOpenedForIsNotDone() throws Exception {
        open(1, "f", 1);
        open(2, "g", 2 | 8);
        ask(SftpRequest.WRITE, 3, handle(1), 0L, "x");
        ask(SftpRequest.READ, 4, handle(2), 0L, 10);
        cut(5, 1, 0);
        assertThat(statuses()).containsExactly(3, 3, 3);
        assertThat(done).hasSize(2);
    }

    /** As OpenSSH's server: fchmod(2) asks who owns the file, not how it was opened. */
    @Test
    void modeAndTimesAreSetByAHandleToRead() throws Exception {
        open(1, "f", 1);
        ask(SftpRequest.FSETSTAT, 2, handle(1), 4, 0600);
        ask(SftpRequest.FSETSTAT, 3, handle(1), 8, 5, 6);
        assertThat(statuses()).containsExactly(OK, OK);
        assertThat(done).filteredOn(Op.ChangeOpen.class::isInstance).hasSize(2);
    }

    @Test
    void aFileThatIsNeverClosedIsOnRecordAsItsWorkerLeavesIt() throws Exception {
        open(1, "f", 2 | 8);
        serveUntilTheClientLeaves();
        assertThat(witnessed)
                .containsExactly("Opened", "Closed: The client left before it closed the file. It is dropped.");
    }

    @Test
    void aFileThatIsReadAndNeverClosedIsNoUnfinishedWork() throws Exception {
        open(1, "f", 1);
        ask(SftpRequest.READ, 2, handle(1), 0L, 10);
        serve();
        assertThat(witnessed).containsExactly("Opened", "Closed: The client left before it closed the file.");
    }

    /** The worker ends with the session, and so before what the client had asked for last is done. */
    @Test
    void thatTheWorkerIsGoneIsNotWhyAClientsFileIsUnfinished() {
        answers = op -> op instanceof Op.Write ? new Failed(Reason.LOST, "The program has ended.") : done(op);
        open(1, "f", 2 | 8);
        ask(SftpRequest.WRITE, 2, handle(1), 0L, "hello");
        assertThatThrownBy(this::serve).isInstanceOf(ClientLeftException.class);
        assertThat(witnessed.getLast()).contains("The client left").doesNotContain("has ended");
    }

    /** As open(2) has it, and with it OpenSSH's server. */
    @Test
    void aFileIsMadeForWhoDoesNotAskToWriteItAndCannot() throws Exception {
        open(1, "f", 8 | 32);
        ask(SftpRequest.WRITE, 2, handle(1), 0L, "hello");
        ask(SftpRequest.CLOSE, 3, handle(1));
        open(4, "f", 1 | 16);
        ask(SftpRequest.CLOSE, 5, handle(2));
        assertThat(statuses()).containsExactly(3, OK, OK);
        assertThat(done)
                .filteredOn(Op.Open.class::isInstance)
                .map(op -> ((Op.Open) op).how())
                .containsExactly(
                        new OpenMode(true, false, false, true, false, true),
                        new OpenMode(true, false, false, false, true, false));
    }

    @Test
    void theHomesOfOtherUsersAreThoseOfTheContainersPasswd() throws Exception {
        byte[] passwd = "root:x:0:0::/root:/bin/sh\nno\napp:x:1:1::/home/app:/bin/sh\n".getBytes(ISO_8859_1);
        answers = op -> switch (op) {
            case Op.Read read when read.offset() < passwd.length -> new Answer.Bytes(passwd, 0, passwd.length);
            case Op.Read read -> new Answer.Bytes(passwd, 0, 0);
            case Op.RealPath(FilePath path) -> new Answer.Name(path);
            default -> done(op);
        };
        ask(SftpRequest.EXTENDED, 1, "expand-path@openssh.com", "~app//x");
        ask(SftpRequest.EXTENDED, 2, "expand-path@openssh.com", "~root");
        ask(SftpRequest.EXTENDED, 3, "expand-path@openssh.com", "~ap/x");
        assertThat(statuses()).containsExactly(NO_SUCH_FILE);
        assertThat(done)
                .filteredOn(Op.RealPath.class::isInstance)
                .containsExactly(
                        new Op.RealPath(FilePath.ofText("/home/app/x")), new Op.RealPath(FilePath.ofText("/root")));
        assertThat(done).filteredOn(Op.Close.class::isInstance).hasSize(3);
    }

    @Test
    void aPasswdThatMayNotBeReadIsNotOneWithoutTheUser() throws Exception {
        answers = op -> op instanceof Op.Open ? Refusals.OUTSIDE : done(op);
        ask(SftpRequest.EXTENDED, 1, "expand-path@openssh.com", "~app/x");
        ByteBuffer reply = served().getFirst();
        assertThat(reply.getInt(5)).as("permission denied").isEqualTo(3);
        assertThat(ISO_8859_1.decode(reply.slice()).toString())
                .contains("/etc/passwd, which could not be read: " + Refusals.OUTSIDE.sentence())
                .doesNotContain("no such user");
        assertThat(done).hasSize(1);
    }

    @Test
    void aPasswdThatIsNotReadToItsEndIsNotOneWithoutTheUser() throws Exception {
        answers = op -> op instanceof Op.Read ? new Failed(Reason.FAILURE, "Input/output error") : done(op);
        ask(SftpRequest.EXTENDED, 1, "expand-path@openssh.com", "~app/x");
        assertThat(statuses()).containsExactly(FAILURE);
        assertThat(done).last().isInstanceOf(Op.Close.class);
    }

    @Test
    void whatIsOfferedIsAskedOfTheOneWhoWorks() throws Exception {
        FileWorker shell = new FileWorker() {
            @Override
            public Place place() throws IOException {
                throw new TooFewToolsException("dd");
            }

            @Override
            public void submit(Op op, Consumer<Answer> then) {
                throw new AssertionError("it does not work");
            }

            @Override
            public void finish() {}
        };
        ArchiveEngine engine = new ArchiveEngine();
        ask(SftpRequest.INIT, 3);
        FileWorker either =
                new EitherWorker(shell, () -> new ArchiveWorker(new ArchiveSession(engine, engine.setting(), "")));
        new SftpServer(new ByteArrayInputStream(requests.toByteArray()), replies, either, FileWitness.NOBODY).serve();
        assertThat(replies.toString(ISO_8859_1)).contains("posix-rename").doesNotContain("statvfs", "fsync");
    }

    @Test
    void aWriteThatFailedIsOnRecordWhenItsFileIsClosed() throws Exception {
        answers = op -> op instanceof Op.Write ? new Failed(Reason.FAILURE, "full") : done(op);
        open(1, "f", 2 | 8);
        ask(SftpRequest.WRITE, 2, handle(1), 0L, "hello");
        ask(SftpRequest.CLOSE, 3, handle(1));
        assertThat(statuses()).containsExactly(FAILURE, OK);
        assertThat(witnessed).containsExactly("Opened", "Closed: full");
    }

    /** The client asks and is gone; the worker answers a moment later. */
    @Test
    void aFileThatIsOpenedWhenTheClientHasLeftIsOnRecordAsClosed() throws Exception {
        late = true;
        open(1, "f", 1);
        serve();
        assertThat(witnessed).containsExactly("Opened", "Closed: The client left before it closed the file.");
    }

    @ParameterizedTest
    @CsvSource({"NO_SUCH_FILE, 2", "PERMISSION_DENIED, 3", "UNSUPPORTED, 8", "LOST, 7", "FAILURE, 4"})
    void aFailureIsToldByItsCode(Reason reason, int code) throws Exception {
        answers = op -> new Failed(reason, "why");
        ask(SftpRequest.MKDIR, 1, "d", 0);
        assertThat(statuses()).containsExactly(code);
        assertThat(ISO_8859_1.decode(ByteBuffer.wrap(replies.toByteArray())).toString())
                .contains("why");
    }

    @Test
    void theEndOfAFileIsItsOwnCode() throws Exception {
        answers = op -> op instanceof Op.Read ? new Answer.Bytes(new byte[0], 0, 0) : done(op);
        open(1, "f", 1);
        ask(SftpRequest.READ, 2, handle(1), 5L, 10);
        assertThat(statuses()).containsExactly(1);
    }

    private void cut(int id, int handle, long size) {
        ask(SftpRequest.FSETSTAT, id, handle(handle), 1, size);
    }

    @Test
    void aNewFileNeedNotBeCutToTheSizeItHas() throws Exception {
        answers = SftpServerTest::made;
        open(1, "f", 2 | 8);
        ask(SftpRequest.WRITE, 2, handle(1), 0L, "hello");
        cut(3, 1, 5);
        ask(SftpRequest.CLOSE, 4, handle(1));
        assertThat(statuses()).containsExactly(OK, OK, OK);
        assertThat(done).noneMatch(Op.ChangeOpen.class::isInstance);
        assertThat(witnessed).containsExactly("Opened", "Changed", "Closed");
    }

    @Test
    void aNewFileIsCutToAnotherSizeThanItsOwn() throws Exception {
        answers = SftpServerTest::made;
        open(1, "f", 2 | 8);
        ask(SftpRequest.WRITE, 2, handle(1), 0L, "hello");
        cut(3, 1, 4);
        serveUntilTheClientLeaves();
        assertThat(done).hasAtLeastOneElementOfType(Op.ChangeOpen.class);
    }

    @Test
    void aFileThatWasThereIsCut() throws Exception {
        open(1, "f", 2 | 8);
        ask(SftpRequest.WRITE, 2, handle(1), 0L, "hello");
        cut(3, 1, 5);
        serveUntilTheClientLeaves();
        assertThat(done).hasAtLeastOneElementOfType(Op.ChangeOpen.class);
    }

    @Test
    void aNewFileIsCutWhenAWriteToItFailed() throws Exception {
        answers = op ->
                op instanceof Op.Write write && write.offset() > 0 ? new Failed(Reason.FAILURE, "full") : made(op);
        open(1, "f", 2 | 8);
        ask(SftpRequest.WRITE, 2, handle(1), 0L, "hello");
        ask(SftpRequest.WRITE, 3, handle(1), 5L, "hello");
        cut(4, 1, 10);
        serveUntilTheClientLeaves();
        assertThat(done).hasAtLeastOneElementOfType(Op.ChangeOpen.class);
    }

    @Test
    void aNewFileIsCutWhenAnythingElseWasAskedForMeanwhile() throws Exception {
        answers = SftpServerTest::made;
        open(1, "f", 2 | 8);
        open(2, "f", 2);
        ask(SftpRequest.WRITE, 3, handle(1), 0L, "hello");
        ask(SftpRequest.WRITE, 4, handle(2), 5L, "hello");
        cut(5, 1, 5);
        serveUntilTheClientLeaves();
        assertThat(done).hasAtLeastOneElementOfType(Op.ChangeOpen.class);
    }

    @Test
    void aNewFilesOtherChangesAreMade() throws Exception {
        answers = SftpServerTest::made;
        open(1, "f", 2 | 8);
        ask(SftpRequest.WRITE, 2, handle(1), 0L, "hello");
        ask(SftpRequest.FSETSTAT, 3, handle(1), 1 | 4, 5L, 0600);
        serveUntilTheClientLeaves();
        assertThat(done).hasAtLeastOneElementOfType(Op.ChangeOpen.class);
    }

    /** A worker that fails to close every file. */
    private List<Integer> closing(int flags) throws Exception {
        answers = op -> op instanceof Op.Close ? new Failed(Reason.FAILURE, "late") : done(op);
        open(1, "f", flags);
        ask(SftpRequest.CLOSE, 2, handle(1));
        List<Integer> told = statuses();
        assertThat(done).hasAtLeastOneElementOfType(Op.Close.class);
        assertThat(witnessed).containsExactly("Opened", "Closed: late");
        return told;
    }

    @Test
    void aFileThatWasReadIsClosedWithoutWaiting() throws Exception {
        assertThat(closing(1)).containsExactly(OK);
    }

    @Test
    void aFailureToCloseWhatWasWrittenIsTold() throws Exception {
        assertThat(closing(2 | 8)).containsExactly(FAILURE);
    }

    @Test
    void whereClosingNeverFailsNobodyWaitsForIt() throws Exception {
        closesWell = true;
        assertThat(closing(2 | 8)).containsExactly(OK);
    }

    @Test
    void moreThan256FilesAreNotOpened() throws Exception {
        for (int i = 0; i < 258; i++) {
            open(i, "f" + i, 1);
        }
        assertThat(statuses()).containsExactly(FAILURE, FAILURE);
    }

    @Test
    void dataIsCopiedPieceByPieceUntilTheEnd() throws Exception {
        byte[] file = new byte[600_000];
        answers = op -> op instanceof Op.Read(int handle, long offset, int length)
                ? new Answer.Bytes(file, 0, (int) Math.min(length, Math.max(0, file.length - offset)))
                : done(op);
        open(1, "from", 1);
        open(2, "to", 2 | 8);
        ask(SftpRequest.EXTENDED, 3, "copy-data", handle(1), 0L, 0L, handle(2), 10L);
        assertThat(statuses()).containsExactly(OK);
        assertThat(done.stream()
                        .filter(Op.Write.class::isInstance)
                        .mapToLong(op -> ((Op.Write) op).length())
                        .sum())
                .isEqualTo(600_000);
    }

    @Test
    void aFileIsNotCopiedOntoItself() throws Exception {
        open(1, "f", 1);
        open(2, "f", 2);
        ask(SftpRequest.EXTENDED, 3, "copy-data", handle(1), 0L, 0L, handle(2), 10L);
        assertThat(statuses()).containsExactly(FAILURE);
        assertThat(done).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 100, 199, 255})
    void aRequestNobodyKnowsIsUnsupported(int type) throws Exception {
        ask(type, 1);
        assertThat(statuses()).containsExactly(8);
    }

    @Test
    void anExtensionNobodyKnowsIsUnsupported() throws Exception {
        ask(SftpRequest.EXTENDED, 1, "who-knows@example.org");
        assertThat(statuses()).containsExactly(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no handle", "", "\0\0\0\7"})
    void aHandleThatWasNotGivenOutIsRefused(String handle) throws Exception {
        ask(SftpRequest.CLOSE, 1, handle);
        ask(SftpRequest.READ, 2, handle, 0L, 1);
        ask(SftpRequest.READDIR, 3, handle);
        ask(SftpRequest.FSTAT, 4, handle);
        assertThat(statuses()).containsExactly(FAILURE, FAILURE, FAILURE, FAILURE);
    }

    @Test
    void whatDoesNotSpeakSftpIsAProtocolError() {
        requests.writeBytes("GET / HTTP/1.1\r\n\r\n".getBytes(ISO_8859_1));
        assertThatThrownBy(this::serve).isInstanceOf(ProtocolException.class).hasMessageContaining("a packet of");
    }

    @Test
    void whoLeavesWithinARequestHasLeft() {
        requests.writeBytes(new byte[] {0, 0, 0, 9, 3});
        assertThatThrownBy(this::serve).isInstanceOf(ClientLeftException.class);
    }

    @Test
    void aStringLongerThanItsPacketIsAProtocolError() {
        ask(SftpRequest.REMOVE, 1, 5);
        assertThatThrownBy(this::serve).isInstanceOf(ProtocolException.class).hasMessageContaining("longer");
    }

    @Test
    void aNameWithANulIsAProtocolError() {
        ask(SftpRequest.REMOVE, 1, "a\0b");
        assertThatThrownBy(this::serve).isInstanceOf(ProtocolException.class);
        assertThat(done).isEmpty();
    }
}
