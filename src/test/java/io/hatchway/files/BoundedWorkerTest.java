package io.hatchway.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.files.Confinement.Root;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Changes by the handle of a file that was opened to be read, where a key may not change everything it reads. */
final class BoundedWorkerTest {
    private static final Op CHMOD =
            new Op.ChangeOpen(1, new Changes(Optional.empty(), Optional.of(0600), Optional.empty(), Optional.empty()));
    private static final OpenMode UPDATE = new OpenMode(true, true, false, false, false, false);
    private static final Root IN = new Root(FilePath.ofText("/srv/in"), false);
    private static final Root OUT = new Root(FilePath.ofText("/srv/out"), true);

    private final List<Op> done = new ArrayList<>();

    private BoundedWorker confined(Root... roots) {
        return new BoundedWorker(
                new FileWorker() {
                    @Override
                    public Place place() {
                        return new Place(FilePath.ROOT, FilePath.ROOT, 022, true);
                    }

                    @Override
                    public void submit(Op op, Consumer<Answer> then) {
                        done.add(op);
                        then.accept(op instanceof Op.Open ? new Answer.Opened(false) : Answer.DONE);
                    }

                    @Override
                    public void finish() {}
                },
                new Confinement(List.of(roots)));
    }

    private static Answer chmod(FileWorker worker, OpenMode how) throws InterruptedException {
        worker.call(new Op.Open(1, FilePath.ofText("/srv/in/f"), how, 0666));
        Answer answer = worker.call(CHMOD);
        worker.call(new Op.Close(1));
        return answer;
    }

    @Test
    void whereEverythingMayBeChangedItMayByAnyHandle() throws Exception {
        assertThat(chmod(confined(), OpenMode.READ)).isEqualTo(Answer.DONE);
        assertThat(chmod(confined(IN), OpenMode.READ)).isEqualTo(Answer.DONE);
    }

    @Test
    void whereSomeIsReadOnlyAHandleToReadChangesNothing() throws Exception {
        FileWorker worker = confined(IN, OUT);
        assertThat(chmod(worker, OpenMode.READ)).isEqualTo(Refusals.READ_ONLY_FILE);
        assertThat(done).doesNotContain(CHMOD);
        assertThat(chmod(worker, UPDATE)).isEqualTo(Answer.DONE);
        assertThat(worker.call(CHMOD)).as("it is closed").isEqualTo(Refusals.READ_ONLY_FILE);
    }

    @Test
    void whatIsReadOnlyAsAWholeSaysSo() throws Exception {
        assertThat(chmod(confined(OUT), OpenMode.READ)).isEqualTo(Refusals.READ_ONLY);
    }
}
