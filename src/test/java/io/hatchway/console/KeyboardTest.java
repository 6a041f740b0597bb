package io.hatchway.console;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class KeyboardTest {
    private final PipedOutputStream client = new PipedOutputStream();

    @Test
    void interruptIsHeardBehindAnyAmountTypedAhead() throws Exception {
        try (Keyboard keys = new Keyboard(new PipedInputStream(client, 1024))) {
            CountDownLatch cancelled = new CountDownLatch(1);
            keys.onInterrupt(cancelled::countDown);
            client.write("x".repeat(100_000).getBytes(US_ASCII));
            client.write(3);
            client.flush();
            assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
            keys.onInterrupt(null);
            assertThat(keys.editor().available()).isZero();
        }
    }

    @Test
    void whatIsTypedDuringACommandWaitsForThePrompt() throws Exception {
        try (Keyboard keys = new Keyboard(new PipedInputStream(client))) {
            keys.onInterrupt(() -> {});
            client.write("ps".getBytes(US_ASCII));
            client.flush();
            assertThat(keys.editor().available()).isZero();
            keys.onInterrupt(null);
            assertThat(new String(keys.editor().readNBytes(2), US_ASCII)).isEqualTo("ps");
        }
    }

    @Test
    void atThePromptInterruptIsAKey() throws Exception {
        try (Keyboard keys = new Keyboard(new PipedInputStream(client))) {
            client.write(3);
            client.flush();
            assertThat(keys.editor().read()).isEqualTo(3);
        }
    }

    @Test
    void aProgramGetsEveryKeyAndGivesThemBack() throws Exception {
        try (Keyboard keys = new Keyboard(new PipedInputStream(client))) {
            keys.onInterrupt(() -> {
                throw new AssertionError("it is the program's");
            });
            try (InputStream program = keys.program()) {
                client.write(new byte[] {3, 'a'});
                client.flush();
                assertThat(program.read()).isEqualTo(3);
                assertThat(program.read()).isEqualTo('a');
            }
            keys.onInterrupt(null);
            client.write('b');
            client.flush();
            assertThat(keys.editor().read()).isEqualTo('b');
        }
    }

    @Test
    void aProgramThatHasEndedReadsNoMore() throws Exception {
        try (Keyboard keys = new Keyboard(new PipedInputStream(client))) {
            InputStream program = keys.program();
            program.close();
            assertThat(program.read()).isEqualTo(-1);
        }
    }
}
