package io.hatchway.console;

import io.hatchway.container.EngineException;
import io.hatchway.container.LogQuery;
import io.hatchway.container.Logs;
import java.time.Duration;
import java.time.Instant;

/**
 * Logs that end at the time they are asked for until. An engine that follows a log looks at the clock only when a line
 * comes, so that of a silent container never ends.
 */
record TimedLogs(Logs logs) implements Logs {
    /** What was written at the last moment may take that long to come. */
    private static final Duration SILENCE = Duration.ofSeconds(1);

    @Override
    public void read(String containerId, LogQuery query, Sink sink) throws EngineException, InterruptedException {
        if (!query.follow() || query.until().isEmpty()) {
            logs.read(containerId, query, sink);
        } else if (query.until().get().isBefore(Instant.now())) {
            // All that is wanted has been written.
            logs.read(containerId, new LogQuery(false, query.tail(), query.since(), query.until(), query.raw()), sink);
        } else {
            readUntil(query.until().get(), containerId, query, sink);
        }
    }

    private void readUntil(Instant until, String containerId, LogQuery query, Sink sink)
            throws EngineException, InterruptedException {
        End end = new End(Thread.currentThread(), until);
        Thread waiting = Thread.ofVirtual().name("console-log-end").start(end::await);
        try {
            logs.read(containerId, query, line -> {
                end.silentSince = Instant.MAX;
                sink.line(line);
                end.silentSince = Instant.now();
            });
        } catch (InterruptedException | EngineException over) {
            if (!end.reached) {
                throw over;
            }
        } finally {
            waiting.interrupt();
        }
    }

    /** Interrupts a reader at its time, unless lines still come or are waited for to be taken. */
    private static final class End {
        private final Thread reader;
        private final Instant until;
        private volatile Instant silentSince = Instant.now();
        private volatile boolean reached;

        End(Thread reader, Instant until) {
            this.reader = reader;
            this.until = until;
        }

        void await() {
            try {
                Thread.sleep(Duration.between(Instant.now(), until.plus(SILENCE)));
                while (silentSince.isAfter(Instant.now().minus(SILENCE))) {
                    Thread.sleep(SILENCE.dividedBy(4));
                }
                reached = true;
                reader.interrupt();
            } catch (InterruptedException over) {
                // the log has ended before
            }
        }
    }
}
