package io.hatchway.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class OutboxTest {
    private static final int MIB = 1 << 20;

    private final CompletableFuture<Void> broken = new CompletableFuture<>();
    private final CountDownLatch gate = new CountDownLatch(1);

    private Outbox over(OutputStream stream) {
        return new Outbox(stream, () -> broken.complete(null));
    }

    /** A stream that takes nothing until the gate opens. */
    private OutputStream blocked() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[1], 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                try {
                    gate.await();
                } catch (InterruptedException ended) {
                    throw new IOException(ended);
                }
            }
        };
    }

    @Test
    void anInterruptedSenderLeavesTheStreamToTheOthers() throws Exception {
        Pipe pipe = Pipe.open();
        Outbox outbox = over(Channels.newOutputStream(pipe.sink()));
        Thread interrupted = Thread.ofVirtual().start(() -> {
            Thread.currentThread().interrupt();
            try {
                outbox.offer(new byte[] {'a'});
                outbox.put(new byte[] {'b'});
            } catch (IOException failed) {
                throw new AssertionError(failed);
            }
        });
        interrupted.join();
        outbox.offer(new byte[] {'c'});
        assertThat(Channels.newInputStream(pipe.source()).readNBytes(3)).containsExactly('a', 'b', 'c');
        outbox.close();
    }

    @Test
    void whereThereIsNoRoomDataWaitsAndTheRestDoesNot() throws Exception {
        Outbox outbox = over(blocked());
        outbox.put(new byte[MIB]);
        CompletableFuture<Void> taken = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                outbox.put(new byte[1]);
                taken.complete(null);
            } catch (IOException failed) {
                taken.completeExceptionally(failed);
            }
        });
        outbox.offer(new byte[1]);
        assertThat(taken).isNotDone();
        gate.countDown();
        taken.get(10, TimeUnit.SECONDS);
        outbox.close();
    }

    @Test
    void whoWaitsForRoomCanBeInterrupted() throws Exception {
        Outbox outbox = over(blocked());
        outbox.put(new byte[MIB]);
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(() -> outbox.put(new byte[1]));
        assertThat(Thread.interrupted()).isTrue();
        outbox.close();
        gate.countDown();
    }

    @Test
    void aStreamThatTakesNothingForLongIsGivenUp() throws Exception {
        Outbox outbox = over(blocked());
        for (int i = 0; i < 10; i++) {
            outbox.offer(new byte[MIB]);
        }
        assertThat(broken).isDone();
        outbox.close();
        gate.countDown();
    }

    @Test
    void aBrokenStreamIsSaidOnceAndTakesNoMore() throws Exception {
        Pipe pipe = Pipe.open();
        Outbox outbox = over(Channels.newOutputStream(pipe.sink()));
        pipe.sink().close();
        outbox.offer(new byte[1]);
        broken.get(10, TimeUnit.SECONDS);
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> outbox.offer(new byte[1]));
    }
}
