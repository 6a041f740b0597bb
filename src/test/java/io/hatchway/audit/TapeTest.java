package io.hatchway.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.hatchway.container.Pty;
import io.hatchway.container.Size;
import io.hatchway.session.Exit;
import io.hatchway.session.SampleSession;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recordings on a disk that hangs, or takes half a line. */
@Timeout(30)
final class TapeTest {
    private static final Pty TERMINAL = new Pty("xterm", new Size(80, 24));

    @TempDir
    Path state;

    private Optional<Recordings> recordings = Optional.empty();
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final CountDownLatch inWrite = new CountDownLatch(1);
    private volatile boolean hang;
    private volatile boolean half;

    @BeforeEach
    void open() {
        recordings = Optional.of(new Recordings(
                state, new Recordings.Bounds(64 << 20, Duration.ZERO, 0), Clock.systemUTC(), event -> {}));
    }

    @AfterEach
    void close() {
        hanging.countDown();
        recordings.ifPresent(Recordings::close);
    }

    private Path file() {
        return state.resolve("x.cast");
    }

    private CastFile cast() throws IOException {
        FileOutputStream out = new FileOutputStream(file().toFile(), true) {
            @Override
            public void write(byte[] bytes) throws IOException {
                if (hang) {
                    inWrite.countDown();
                    awaitForever();
                }
                if (half) {
                    super.write(bytes, 0, bytes.length / 2);
                    throw new IOException("No space left on device");
                }
                super.write(bytes);
            }
        };
        return new CastFile(
                file(),
                out,
                TERMINAL,
                Instant.EPOCH,
                "web",
                recordings.orElseThrow().meter(file()));
    }

    private void awaitForever() {
        try {
            hanging.await();
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }

    private Tape tape(boolean strict) throws IOException {
        return strict ? new StrictTape(new SampleSession().make(), cast()) : new BestEffortTape("s", cast());
    }

    private static void output(Tape tape, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        tape.output(bytes, 0, bytes.length);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofAFloodOfSizesOnlyTheLastBeforeEachOutputIsRecorded(boolean strict) throws Exception {
        Tape tape = tape(strict);
        for (int i = 1; i <= 10_000; i++) {
            tape.resize(new Size(100 + i % 7, 30));
        }
        tape.resize(new Size(90, 30));
        output(tape, "a");
        tape.resize(new Size(90, 30));
        output(tape, "b");
        tape.resize(new Size(91, 30));
        tape.end(new Exit.Status(0));
        assertThat(Cast.read(file()).data('r')).containsExactly("90x30", "91x30");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Timeout(5)
    void aResizeDoesNotWaitForADiskThatHangs(boolean strict) throws Exception {
        Tape tape = tape(strict);
        hang = true;
        Thread writer = Thread.ofPlatform().daemon().start(() -> {
            try {
                output(tape, "a");
            } catch (IOException failed) {
                throw new IllegalStateException(failed);
            }
        });
        inWrite.await();
        tape.resize(new Size(90, 30));
        assertThat(hanging.getCount()).isOne();
        hang = false;
        hanging.countDown();
        writer.join();
        tape.end(new Exit.Status(0));
        assertThat(Cast.read(file()).data('r')).containsExactly("90x30");
    }

    @Test
    @Timeout(10)
    void anEndDoesNotWaitForADiskThatHangs() throws Exception {
        Tape tape = tape(false);
        hang = true;
        output(tape, "a");
        inWrite.await();
        FinishedRecording finished = tape.end(new Exit.Status(0));
        assertThat(finished.complete()).isFalse();
        assertThat(finished.sha256()).isEmpty();
    }

    @Test
    void halfALineIsCutOffAndNothingFollowsIt() throws Exception {
        CastFile cast = cast();
        cast.output(1, ByteBuffer.wrap("whole".getBytes(UTF_8)));
        half = true;
        assertThatIOException().isThrownBy(() -> cast.output(2, ByteBuffer.wrap("half".getBytes(UTF_8))));
        half = false;
        FinishedRecording finished = cast.end(new Exit.Status(0), true);
        assertThat(Cast.read(file()).output()).isEqualTo("whole");
        assertThat(Cast.read(file()).data('x')).isEmpty();
        assertThat(finished.sha256()).contains(Sha256.hex(Files.readAllBytes(file())));
        assertThat(finished.complete()).isFalse();
    }
}
