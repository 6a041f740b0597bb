package io.hatchway.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.FileNotFoundException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class ApartTest {
    @Test
    void whatNobodyWaitsForAnyMoreIsHandedBack() throws Exception {
        CompletableFuture<String> unwanted = new CompletableFuture<>();
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedIOException.class)
                .isThrownBy(() -> Apart.run(
                        "test",
                        () -> {
                            goOn.join();
                            return Thread.currentThread().isInterrupted() ? "interrupted" : "whole";
                        },
                        unwanted::complete));
        assertThat(Thread.interrupted()).isTrue();
        goOn.complete(null);
        assertThat(unwanted.get(10, TimeUnit.SECONDS)).isEqualTo("whole");
    }

    @Test
    void itsFailureIsTheCallers() {
        assertThatExceptionOfType(FileNotFoundException.class)
                .isThrownBy(() -> Apart.run(
                        "test",
                        () -> {
                            throw new FileNotFoundException("none");
                        },
                        never -> {}))
                .withMessage("none");
    }
}
