package io.hatchway.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hatchway.files.Answer.Failed;
import io.hatchway.files.Answer.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a client of {@code scp -f} is sent, and what is on record of it; the worker is the test's. */
final class ScpSourceTest {
    private static final FileStat FIVE_BYTES = new FileStat(0100644, 1, 0, 0, 5, 0, 0, "root", "root");

    private final List<String> witnessed = new ArrayList<>();
    private Answer content = new Answer.Bytes("hello".getBytes(ISO_8859_1), 0, 5);

    private final FileWorker worker = new FileWorker() {
        @Override
        public Place place() {
            return new Place(FilePath.ofText("/srv"), FilePath.ofText("/root"), 022, true);
        }

        @Override
        public void submit(Op op, Consumer<Answer> then) {
            then.accept(
                    switch (op) {
                        case Op.Stat look -> new Answer.Stat(FIVE_BYTES);
                        case Op.Open opening -> new Answer.Opened(false);
                        case Op.Read read -> content;
                        default -> Answer.DONE;
                    });
        }

        @Override
        public void finish() {}
    };

    private String send(String acknowledged) throws IOException, InterruptedException {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        ScpPeer peer = new ScpPeer(new ByteArrayInputStream(acknowledged.getBytes(ISO_8859_1)), sent);
        FileWitness witness = (event, failure) -> witnessed.add(event.getClass().getSimpleName()
                + failure.map(why -> ": " + why).orElse(""));
        new ScpSource(peer, worker, witness, ScpCommand.parse("scp -f f").orElseThrow()).serve();
        return sent.toString(ISO_8859_1);
    }

    @Test
    void aFileThatIsReadToItsEndIsOnRecordAsWhole() throws Exception {
        assertThat(send("\0\0\0")).isEqualTo("C0644 5 f\nhello\0");
        assertThat(witnessed).containsExactly("Opened", "Closed");
    }

    @Test
    void aFileThatCannotBeReadToItsEndIsOnRecordAsFailed() throws Exception {
        content = new Failed(Reason.FAILURE, "Input/output error");
        assertThat(send("\0\0\0")).endsWith("\1scp: /srv/f: Input/output error\n");
        assertThat(witnessed).containsExactly("Opened", "Closed: Input/output error");
    }

    @Test
    void aFileThatBecameShorterIsOnRecordAsFailed() throws Exception {
        content = new Answer.Bytes("hell".getBytes(ISO_8859_1), 0, 4);
        send("\0\0\0");
        assertThat(witnessed).containsExactly("Opened", "Closed: became shorter while it was read");
    }

    @Test
    void whoLeavesBeforeTheEndIsOnRecordSo() {
        assertThatThrownBy(() -> send("\0\0")).isInstanceOf(ClientLeftException.class);
        assertThat(witnessed).containsExactly("Opened", "Closed: The client left before it closed the file.");
    }
}
