package io.hatchway.docker;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Closes the way to an engine that neither takes what it is sent nor answers. Used for one request. */
final class EngineClock implements AutoCloseable {
    private final ScheduledExecutorService timer;
    private final Closeable way;
    private final long patience;
    private volatile long since = System.nanoTime();
    private ScheduledFuture<?> look;
    private boolean stopped;
    private boolean over;

    EngineClock(ScheduledExecutorService timer, Closeable way, Duration patience) {
        this.timer = timer;
        this.way = way;
        this.patience = patience.toNanos();
        synchronized (this) {
            look = lookIn(this.patience);
        }
    }

    /** A request's body, of which each piece gives the engine its time anew: a large one may take as long as it takes. */
    HttpExchange.Body during(HttpExchange.Body body) {
        return body instanceof HttpExchange.Body.Stream(InputStream stream)
                ? new HttpExchange.Body.Stream(restarting(stream))
                : body;
    }

    private InputStream restarting(InputStream stream) {
        return new FilterInputStream(stream) {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int count = super.read(into, offset, length);
                since = System.nanoTime();
                return count;
            }
        };
    }

    private ScheduledFuture<?> lookIn(long nanos) {
        return timer.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
    }

    private synchronized void look() {
        long left = patience - (System.nanoTime() - since);
        if (stopped) {
            return;
        }
        if (left > 0) {
            look = lookIn(left);
            return;
        }
        over = true;
        try {
            way.close();
        } catch (IOException alreadyGone) {
            // it is closed either way
        }
    }

    /** Whether the engine was cut off. */
    synchronized boolean isOver() {
        return over;
    }

    @Override
    public synchronized void close() {
        stopped = true;
        look.cancel(false);
    }
}
