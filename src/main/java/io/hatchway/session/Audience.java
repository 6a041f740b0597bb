package io.hatchway.session;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who looks at a session's terminal. Safe for use by several threads. */
final class Audience {
    private static final Object LOOKING = new Object();

    private final Set<Onlooker> onlookers = new CopyOnWriteArraySet<>();
    /** Where the session itself looks at; guarded by {@link #LOOKING}. */
    private @Nullable Audience lookingAt;

    /**
     * Lets somebody look until the sight is closed.
     *
     * @param by that of the session it is shown in
     * @return empty when that one is shown here already, itself or in between: what is shown would be shown again for ever
     */
    Optional<Sight> admit(Audience by, Onlooker onlooker) {
        synchronized (LOOKING) {
            for (Audience seen = this; seen != null; seen = seen.lookingAt) {
                if (seen == by) {
                    return Optional.empty();
                }
            }
            by.lookingAt = this;
        }
        onlookers.add(onlooker);
        return Optional.of(() -> {
            onlookers.remove(onlooker);
            synchronized (LOOKING) {
                by.lookingAt = null;
            }
        });
    }

    void output(byte[] bytes, int offset, int length) throws IOException {
        for (Onlooker onlooker : onlookers) {
            onlooker.output(bytes, offset, length);
        }
    }

    void each(Consumer<Onlooker> told) {
        onlookers.forEach(told);
    }
}
