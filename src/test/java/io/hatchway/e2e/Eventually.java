package io.hatchway.e2e;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a fact by asking again and again, up to a limit. */
final class Eventually {
    private Eventually() {}

    static void holds(BooleanSupplier fact, Supplier<String> otherwise) {
        within(Duration.ofSeconds(20), fact, otherwise);
    }

    static void within(Duration limit, BooleanSupplier fact, Supplier<String> otherwise) {
        long end = System.nanoTime() + limit.toNanos();
        while (!fact.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + limit + ": " + otherwise.get());
            }
            pause();
        }
    }

    /** Waits until a growing figure has stood still for a second, and returns it. */
    static long settled(Supplier<Long> figure) {
        long last = figure.get();
        long since = System.nanoTime();
        long end = since + Duration.ofSeconds(30).toNanos();
        while (System.nanoTime() - since < Duration.ofSeconds(1).toNanos()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("still growing after 30 seconds: " + last);
            }
            pause();
            long now = figure.get();
            if (now != last) {
                last = now;
                since = System.nanoTime();
            }
        }
        return last;
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting", e);
        }
    }
}
