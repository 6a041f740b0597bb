package io.hatchway.console;

import io.hatchway.container.Size;
import io.hatchway.session.Onlooker;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a session prints, on its way to whoever looks on: a fixed amount waits. Of more than that, all that waits is left
 * out, and the session never waits.
 */
final class Feed implements Onlooker {
    private static final int MOST_WAITING = 64 * 1024;

    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private @Nullable Size size;
    private boolean skipped;
    private boolean ended;

    /**
     * What has come.
     *
     * @param size the newest, where it changed
     * @param skipped whether something before these bytes was left out
     */
    record Part(ByteBuffer bytes, Optional<Size> size, boolean skipped, boolean ended) {}

    @Override
    public synchronized void output(byte[] bytes, int offset, int length) {
        if (waiting.size() + length > MOST_WAITING) {
            waiting.reset();
            skipped = true;
        }
        if (length <= MOST_WAITING) {
            waiting.write(bytes, offset, length);
        }
        notifyAll();
    }

    @Override
    public synchronized void resize(Size changed) {
        size = changed;
        notifyAll();
    }

    @Override
    public synchronized void ended() {
        ended = true;
        notifyAll();
    }

    /** Waits for news, so many milliseconds at most. */
    synchronized Part take(long millis) throws InterruptedException {
        long until = System.nanoTime() + millis * 1_000_000;
        for (long left = millis; left > 0 && waiting.size() == 0 && size == null && !ended; ) {
            wait(left);
            left = (until - System.nanoTime()) / 1_000_000;
        }
        Part part = new Part(ByteBuffer.wrap(waiting.toByteArray()), Optional.ofNullable(size), skipped, ended);
        waiting.reset();
        size = null;
        skipped = false;
        return part;
    }
}
