package io.hatchway.audit;

import io.hatchway.container.Size;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The newest size of a window, until whoever writes the recording takes it. A client may change its window as often as it
 * likes: between two outputs only the last size counts, and setting it waits for nobody.
 */
final class LatestSize {
    private final AtomicReference<@Nullable Change> latest = new AtomicReference<>();
    private @Nullable Size recorded;

    /**
     * A size, and when the window had it.
     *
     * @param at microseconds since the recording began
     */
    record Change(long at, Size size) {}

    /** From any thread; never blocks. */
    void set(long at, Size size) {
        latest.set(new Change(at, size));
    }

    /** A size that is not in the recording yet; for the one who writes there. */
    Optional<Change> take() {
        Change change = latest.getAndSet(null);
        if (change == null || change.size.equals(recorded)) {
            return Optional.empty();
        }
        recorded = change.size;
        return Optional.of(change);
    }
}
