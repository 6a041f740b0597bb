package io.hatchway.sshd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hatchway.session.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.sshd.common.channel.LocalWindow;
import org.apache.sshd.server.channel.ChannelSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class ChannelInputTest {
    private static final int SMALL = 1024;

    private final AtomicLong givenBack = new AtomicLong();
    private final ChannelInput input = new ChannelInput(new LocalWindow(new ChannelSession(), false) {
        @Override
        public void release(long count) {
            givenBack.addAndGet(count);
        }
    });

    private int ring() throws ReflectiveOperationException {
        Field ring = ChannelInput.class.getDeclaredField("ring");
        ring.setAccessible(true);
        synchronized (input) {
            return ((byte[]) ring.get(input)).length;
        }
    }

    @Test
    void itReadsLikeAQueueWhateverTheSizes() throws IOException {
        Random random = new Random(4);
        Deque<Byte> model = new ArrayDeque<>();
        long read = 0;
        for (int step = 0; step < 3000; step++) {
            if (random.nextBoolean() || model.isEmpty()) {
                byte[] data = new byte[1 + random.nextInt(random.nextInt(10) == 0 ? 40_000 : 700)];
                random.nextBytes(data);
                int offset = random.nextInt(data.length);
                input.receive(data, offset, data.length - offset);
                for (int i = offset; i < data.length; i++) {
                    model.add(data[i]);
                }
            } else {
                byte[] into = new byte[1 + random.nextInt(3000)];
                int count = input.read(into, 0, into.length);
                assertThat(count).isEqualTo(Math.min(into.length, model.size()));
                for (int i = 0; i < count; i++) {
                    assertThat(into[i]).isEqualTo(model.remove());
                }
                read += count;
            }
            assertThat(input.available()).isEqualTo(model.size());
            assertThat(givenBack.get()).isEqualTo(read);
        }
    }

    @Test
    void everyByteIsReadOnceBetweenTwoThreads() throws Exception {
        byte[] data = new byte[500_000];
        new Random(5).nextBytes(data);
        CompletableFuture<byte[]> read = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                ByteArrayOutputStream all = new ByteArrayOutputStream();
                input.transferTo(all);
                read.complete(all.toByteArray());
            } catch (IOException failed) {
                read.completeExceptionally(failed);
            }
        });
        Random random = new Random(6);
        for (int at = 0; at < data.length; ) {
            int count = Math.min(data.length - at, 1 + random.nextInt(5000));
            input.receive(data, at, count);
            at += count;
        }
        input.end();
        assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo(data);
        assertThat(givenBack.get()).isEqualTo(data.length);
    }

    @Test
    void whatWasSentBeforeTheEndIsReadBeforeIt() throws IOException {
        input.receive(new byte[] {1, 2}, 0, 2);
        input.end();
        assertThat(input.readAllBytes()).containsExactly(1, 2);
    }

    @Test
    void aByteIsNeverNegative() throws IOException {
        input.receive(new byte[] {-1}, 0, 1);
        assertThat(input.read()).isEqualTo(255);
    }

    @Test
    void discardingGivesTheWindowBack() throws IOException {
        input.receive(new byte[100], 0, 100);
        input.discard();
        assertThat(givenBack.get()).isEqualTo(100);
        assertThat(input.read()).isEqualTo(-1);
    }

    @Test
    void whatComesAfterDiscardingIsGivenBackAtOnce() throws IOException {
        input.discard();
        input.receive(new byte[100], 0, 100);
        assertThat(givenBack.get()).isEqualTo(100);
        assertThat(input.available()).isZero();
    }

    @Test
    void discardingTwiceGivesNothingBackTwice() throws IOException {
        input.receive(new byte[100], 0, 100);
        input.discard();
        input.discard();
        assertThat(givenBack.get()).isEqualTo(100);
    }

    @Test
    void discardingWakesTheReader() throws Exception {
        CompletableFuture<Integer> read = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                read.complete(input.read());
            } catch (IOException failed) {
                read.completeExceptionally(failed);
            }
        });
        input.discard();
        assertThat(read.get(5, TimeUnit.SECONDS)).isEqualTo(-1);
    }

    @Test
    void anInterruptedReaderStopsWaiting() {
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(input::read);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void theRingHoldsHardlyMoreThanWasReceived() throws Exception {
        input.receive(new byte[100_000], 0, 100_000);
        assertThat(ring()).isLessThan(200_000);
    }

    @Test
    void anIdleSessionsRingIsSmall() throws Exception {
        input.receive(new byte[1_000_000], 0, 1_000_000);
        Thread reader = Thread.startVirtualThread(() -> {
            try {
                input.transferTo(java.io.OutputStream.nullOutputStream());
            } catch (IOException interrupted) {
                // the test is over
            }
        });
        Eventually.holds(() -> ring() == SMALL);
        reader.interrupt();
    }
}
