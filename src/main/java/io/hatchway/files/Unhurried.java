package io.hatchway.files;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Work that must not be left half done because the one who asked for it is interrupted. */
final class Unhurried {
    private Unhurried() {}

    /**
     * Does the work on a thread of its own and waits for it. An interrupt is kept for the caller.
     *
     * @param patience how much longer it may take once the caller is interrupted; then it is interrupted itself
     */
    static <T> T call(Callable<T> work, Duration patience) throws IOException {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofVirtual().name("unhurried").start(task);
        try {
            return task.get();
        } catch (InterruptedException ending) {
            try {
                return lastly(task, patience);
            } finally {
                Thread.currentThread().interrupt();
            }
        } catch (ExecutionException failed) {
            throw asThrown(failed);
        }
    }

    private static <T> T lastly(FutureTask<T> task, Duration patience) throws IOException {
        try {
            return task.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            throw asThrown(failed);
        } catch (TimeoutException | InterruptedException tooLong) {
            task.cancel(true);
            throw (IOException) new InterruptedIOException("it took too long").initCause(tooLong);
        }
    }

    private static IOException asThrown(ExecutionException failed) {
        return failed.getCause() instanceof IOException known ? known : new IOException(failed.getCause());
    }
}
