package io.hatchway.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.container.OpenFile;
import io.hatchway.files.Answer.Failed;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class DirectReadsTest {
    private static final OpenMode READ_AND_WRITE = new OpenMode(true, true, false, false, false, false);
    private static final long FAR = 1024 * 1024;
    private static final int FILE = 7;

    private final Program program = new Program();
    private final Lent lent = new Lent();
    private Optional<OpenFile> lends = Optional.of(lent);
    private final DirectReads reads = new DirectReads(program, descriptor -> lends);

    /** A worker that answers when it is told to. */
    private static final class Program implements FileWorker {
        final List<Op> asked = new ArrayList<>();
        private final Deque<Runnable> open = new ArrayDeque<>();
        boolean holds;
        boolean finished;

        @Override
        public Place place() {
            return new Place(FilePath.ROOT, FilePath.ROOT, 022, true);
        }

        @Override
        public synchronized void submit(Op op, Consumer<Answer> then) {
            asked.add(op);
            open.add(() -> then.accept(answer(op)));
            if (!holds) {
                goOn();
            }
        }

        void goOn() {
            open.forEach(Runnable::run);
            open.clear();
        }

        private static Answer answer(Op op) {
            return switch (op) {
                case Op.Open open -> new Answer.Opened(false);
                case Op.Lend lend -> new Answer.Lent(6);
                case Op.Read(int file, long offset, int length) -> new Answer.Bytes(new byte[length], 0, length);
                default -> Answer.DONE;
            };
        }

        @Override
        public void finish() {
            finished = true;
        }
    }

    /** A file full of ones. */
    private static final class Lent implements OpenFile {
        final CompletableFuture<Void> closed = new CompletableFuture<>();
        final CountDownLatch mayRead = new CountDownLatch(1);
        boolean waits;
        boolean fails;

        @Override
        public int read(long offset, byte[] into, int length) throws IOException {
            try {
                if (waits) {
                    mayRead.await();
                }
            } catch (InterruptedException nobodys) {
                throw new IOException(nobodys);
            }
            if (fails) {
                throw new IOException("a broken disk");
            }
            Arrays.fill(into, 0, length, (byte) 1);
            return length;
        }

        @Override
        public void close() {
            closed.complete(null);
        }
    }

    private void open(OpenMode how) throws InterruptedException {
        assertThat(reads.call(new Op.Open(FILE, FilePath.ROOT, how, 0))).isInstanceOf(Answer.Opened.class);
    }

    private Answer read(long offset) throws InterruptedException {
        return reads.call(new Op.Read(FILE, offset, 1000));
    }

    private static void isRead(Answer answer, int by) {
        assertThat(answer).isInstanceOfSatisfying(Answer.Bytes.class, bytes -> {
            assertThat(bytes.length()).isEqualTo(1000);
            assertThat(bytes.array()[bytes.from()]).isEqualTo((byte) by);
        });
    }

    private static final int BY_THE_PROGRAM = 0;
    private static final int HERE = 1;

    @Test
    void theBeginningOfAFileIsReadByTheProgramAndTheRestHere() throws InterruptedException {
        open(OpenMode.READ);
        isRead(read(0), BY_THE_PROGRAM);
        isRead(read(1000), BY_THE_PROGRAM);
        assertThat(program.asked).noneMatch(Op.Lend.class::isInstance);
        isRead(read(FAR), BY_THE_PROGRAM);
        isRead(read(FAR + 1000), HERE);
        isRead(read(0), HERE);
        assertThat(program.asked).filteredOn(Op.Lend.class::isInstance).hasSize(1);
    }

    @Test
    void aFileThatIsNotLentIsReadByTheProgramAndNotAskedForAgain() throws InterruptedException {
        lends = Optional.empty();
        open(OpenMode.READ);
        for (int piece = 0; piece < 5; piece++) {
            isRead(read(FAR + piece * 1000L), BY_THE_PROGRAM);
        }
        assertThat(program.asked).filteredOn(Op.Lend.class::isInstance).hasSize(1);
    }

    @Test
    void aFileThatMayBeWrittenIsNeverAskedFor() throws InterruptedException {
        open(READ_AND_WRITE);
        isRead(read(FAR), BY_THE_PROGRAM);
        isRead(read(FAR), BY_THE_PROGRAM);
        assertThat(program.asked).noneMatch(Op.Lend.class::isInstance);
    }

    @Test
    void whatTheProgramIsStillToDoIsDoneBeforeAReadHere() throws Exception {
        open(OpenMode.READ);
        read(FAR);
        program.holds = true;
        CompletableFuture<Answer> change = reads.begin(new Op.RemoveFile(FilePath.ROOT));
        CompletableFuture<Answer> read = new CompletableFuture<>();
        Thread.startVirtualThread(() -> reads.submit(
                new Op.Read(FILE, FAR, 1000),
                answer -> read.complete(answer instanceof Answer.Bytes bytes ? bytes.copy() : answer)));
        assertThat(read.copy()
                        .completeOnTimeout(Answer.DONE, 100, TimeUnit.MILLISECONDS)
                        .get())
                .as("a read that waits")
                .isEqualTo(Answer.DONE);
        program.goOn();
        assertThat(change).isDone();
        isRead(read.get(), HERE);
    }

    @Test
    void aReadHereIsDoneBeforeWhatTheProgramIsToldNext() throws Exception {
        open(OpenMode.READ);
        read(FAR);
        lent.waits = true;
        CompletableFuture<Answer> read = reads.begin(new Op.Read(FILE, FAR, 1000));
        CompletableFuture<Boolean> first = CompletableFuture.supplyAsync(
                () -> {
                    CompletableFuture<Answer> change = reads.begin(new Op.RemoveFile(FilePath.ROOT));
                    return read.isDone() && change.isDone();
                },
                Thread::startVirtualThread);
        lent.mayRead.countDown();
        assertThat(first.get()).isTrue();
    }

    @Test
    void aClosedFileIsLetGoOf() throws Exception {
        open(OpenMode.READ);
        read(FAR);
        isRead(read(FAR), HERE);
        reads.call(new Op.Close(FILE));
        lent.closed.get();
    }

    @Test
    void theEndLetsGoOfWhatIsStillOpen() throws Exception {
        open(OpenMode.READ);
        read(FAR);
        reads.finish();
        lent.closed.get();
        assertThat(program.finished).isTrue();
    }

    @Test
    void aFileThatIsLentTooLateIsLetGoOf() throws Exception {
        open(OpenMode.READ);
        program.holds = true;
        CompletableFuture<Answer> read = reads.begin(new Op.Read(FILE, FAR, 1000));
        reads.finish();
        program.goOn();
        isRead(read.get(), BY_THE_PROGRAM);
        lent.closed.get();
    }

    @Test
    void aDiskThatFailsFailsTheReadAndNothingElse() throws Exception {
        open(OpenMode.READ);
        read(FAR);
        lent.fails = true;
        assertThat(read(FAR)).isInstanceOf(Failed.class);
        lent.fails = false;
        isRead(read(FAR), HERE);
    }
}
