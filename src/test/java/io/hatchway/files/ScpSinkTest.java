package io.hatchway.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a client of {@code scp -t} sends, and what becomes of it; the worker is the test's and does all it is told. */
final class ScpSinkTest {
    private final List<Op> done = new ArrayList<>();
    private final List<String> witnessed = new ArrayList<>();

    private final FileWorker worker = new FileWorker() {
        @Override
        public Place place() {
            return new Place(FilePath.ofText("/srv"), FilePath.ofText("/root"), 027, true);
        }

        @Override
        public void submit(Op op, Consumer<Answer> then) {
            done.add(op);
            then.accept(
                    switch (op) {
                        case Op.Stat look -> new Answer.Failed(Answer.Reason.NO_SUCH_FILE, "No such file");
                        case Op.Open opening -> new Answer.Opened(true);
                        default -> Answer.DONE;
                    });
        }

        @Override
        public void finish() {}
    };

    private void receive(String line, String sent) throws IOException, InterruptedException {
        ScpPeer peer = new ScpPeer(new ByteArrayInputStream(sent.getBytes(ISO_8859_1)), new ByteArrayOutputStream());
        FileWitness witness = (event, failure) -> witnessed.add(event.getClass().getSimpleName()
                + failure.map(why -> ": " + why).orElse(""));
        new ScpSink(peer, worker, witness, ScpCommand.parse(line).orElseThrow()).serve();
    }

    private List<Optional<Integer>> modesSet() {
        return done.stream()
                .filter(Op.Change.class::isInstance)
                .map(op -> ((Op.Change) op).changes().mode())
                .toList();
    }

    @Test
    void aNewFoldersModeIsTheClientsLessTheUmask() throws Exception {
        receive("scp -r -t d", "D0777 0 d\nE\n");
        assertThat(modesSet()).containsExactly(Optional.of(0750));
    }

    @Test
    void withPTheModeIsTheClients() throws Exception {
        receive("scp -r -p -t d", "T1 0 1 0\nD0777 0 d\nE\n");
        assertThat(modesSet()).containsExactly(Optional.of(0777));
    }

    @Test
    void aFileIsOnRecordAsWholeWhenItIs() throws Exception {
        receive("scp -t f", "C0644 5 f\nhello\0");
        assertThat(witnessed).containsExactly("Opened", "Closed");
        assertThat(done).hasAtLeastOneElementOfType(Op.Close.class);
    }

    @Test
    void aFileThatTheClientLeavesIsOnRecordAsFailed() {
        assertThatThrownBy(() -> receive("scp -t f", "C0644 5 f\nhel")).isInstanceOf(ClientLeftException.class);
        assertThatThrownBy(() -> receive("scp -t g", "C0644 5 g\nhello")).isInstanceOf(ClientLeftException.class);
        assertThat(witnessed)
                .hasSize(4)
                .filteredOn(event -> event.startsWith("Closed"))
                .allMatch(event -> event.contains("The client left"));
    }
}
