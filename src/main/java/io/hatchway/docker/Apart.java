package io.hatchway.docker;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** Work that must not break off half-way, on a thread that nobody interrupts. */
final class Apart {
    private Apart() {}

    /** What is to be done. */
    interface Work<T> {
        T run() throws IOException;
    }

    /**
     * Waits for the work, which goes on by itself when the caller is interrupted.
     *
     * @param unwanted takes the result that nobody waits for any more
     * @throws InterruptedIOException when that is so; the thread is still interrupted
     */
    static <T> T run(String name, Work<T> work, Consumer<T> unwanted) throws IOException {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofVirtual().name(name).start(() -> {
            try {
                result.complete(work.run());
            } catch (IOException | RuntimeException failed) {
                result.completeExceptionally(failed);
            }
        });
        try {
            return result.get();
        } catch (InterruptedException interrupted) {
            var _ = result.thenAccept(unwanted);
            Thread.currentThread().interrupt();
            InterruptedIOException given = new InterruptedIOException("not waited for: " + name);
            given.initCause(interrupted);
            throw given;
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException said) {
                throw said;
            }
            if (failed.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw new IllegalStateException(failed);
        }
    }
}
