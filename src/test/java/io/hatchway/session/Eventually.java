package io.hatchway.session;

import java.time.Duration;

/** Waits for what another thread is about to do. */
public final class Eventually {
    /** Something that comes true. */
    public interface Condition {
        boolean holds() throws Exception;
    }

    private Eventually() {}

    /** Returns as soon as it holds; fails when it does not within five seconds. */
    public static void holds(Condition condition) throws Exception {
        long until = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - until > 0) {
                throw new AssertionError("it did not come true within five seconds");
            }
            Thread.sleep(Duration.ofMillis(5));
        }
    }
}
