package io.hatchway.sshd;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.access.Lookup;
import io.hatchway.session.Eventually;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class PatientDirectoryTest {
    private static final Duration SHORT = Duration.ofMillis(50);

    @Test
    void anAnswerInTimeIsTheAnswer() {
        assertThat(new PatientDirectory(name -> Lookup.ABSENT, Duration.ofSeconds(10)).find("web"))
                .isEqualTo(Lookup.ABSENT);
    }

    @Test
    void whoeverAsksAnEngineThatHangsIsNotKept() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        PatientDirectory directory = new PatientDirectory(
                name -> {
                    try {
                        Thread.sleep(60_000);
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                    return Lookup.ABSENT;
                },
                SHORT);
        assertThat(directory.find("web")).isEqualTo(Lookup.UNKNOWN);
        assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aFaultIsNoAnswer() {
        PatientDirectory directory = new PatientDirectory(
                name -> {
                    throw new IllegalStateException("a fault");
                },
                Duration.ofSeconds(10));
        assertThat(directory.find("web")).isEqualTo(Lookup.UNKNOWN);
    }

    @Test
    void questionsThatHangAreBounded() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(256);
        AtomicInteger count = new AtomicInteger();
        PatientDirectory directory = new PatientDirectory(
                name -> {
                    count.incrementAndGet();
                    asked.countDown();
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return Lookup.ABSENT;
                },
                Duration.ofSeconds(30));
        for (int i = 0; i < 256; i++) {
            Thread.startVirtualThread(() -> directory.find("web"));
        }
        assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(directory.find("one too many")).isEqualTo(Lookup.UNKNOWN);
        assertThat(count).hasValue(256);
        never.countDown();
        Eventually.holds(() -> directory.find("room again").equals(Lookup.ABSENT));
    }

    @Test
    void aQuestionGivenUpBeforeItWasAskedTakesNoRoom() throws Exception {
        PatientDirectory hasty = new PatientDirectory(name -> Lookup.ABSENT, Duration.ZERO);
        for (int i = 0; i < 1000; i++) {
            hasty.find("web");
        }
        Eventually.holds(() -> hasty.room() == 256);
    }
}
