package io.hatchway.e2e;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does things at the same time, each on a thread of its own, and returns when all have ended. */
final class AtOnce {
    private AtOnce() {}

    /** Fails as the first of them in this order that failed. */
    static void all(Collection<? extends Callable<?>> works) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<? extends Future<?>> under =
                    works.stream().map(threads::submit).toList();
            for (Future<?> work : under) {
                try {
                    work.get();
                } catch (ExecutionException failed) {
                    switch (failed.getCause()) {
                        case Exception exception -> throw exception;
                        case Error error -> throw error;
                        case null, default -> throw failed;
                    }
                }
            }
        }
    }
}
