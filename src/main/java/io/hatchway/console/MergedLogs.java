package io.hatchway.console;

import io.hatchway.container.LogLine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lines of several logs in the order of their times.
 *
 * <p>Each log is filled by a thread of its own, which waits when many lines of it, or many characters of all, are not
 * taken yet: so nothing grows, however fast they go, however many they are and however long their lines. One line each may
 * have always. A line is given out when no log can still bring an earlier one; a log that has been silent for a moment
 * holds up nobody. Lines that come fast are given out by the hundred, as each handful would cost a packet and wake
 * everybody on its way.
 */
final class MergedLogs {
    private static final int MOST_LINES = 2048;
    private static final int MOST_CHARACTERS = 2 * 1024 * 1024;
    private static final int MOST_AT_ONCE = 256 * 1024;
    private static final long SILENCE_NANOS = 200_000_000;
    /** Nobody sees so short a wait. */
    private static final long GATHERING_NANOS = 10_000_000;

    private final Set<Log> logs = new LinkedHashSet<>();
    private boolean complete;
    /** In lines that are not taken yet. */
    private long characters;
    /** How many of the threads that fill wait for lines to be taken. */
    private int held;

    private long takenAt = System.nanoTime() - GATHERING_NANOS;

    /**
     * A line and where it is from.
     *
     * @param from the log's title
     */
    record Entry(String from, LogLine line) {}

    /** One log, as its filler sees it. */
    final class Log {
        private final String title;
        private final Queue<LogLine> lines = new ArrayDeque<>();
        private boolean ended;
        private long emptySince = System.nanoTime();

        private Log(String title) {
            this.title = title;
        }

        /** Adds its next line; waits while too many are not taken. */
        void put(LogLine line) throws InterruptedException {
            synchronized (MergedLogs.this) {
                if (isFull()) {
                    awaitTaking();
                }
                lines.add(line);
                characters += line.text().length();
                // The taker has work at the first line; later ones it finds by itself.
                if (lines.size() == 1) {
                    MergedLogs.this.notifyAll();
                }
            }
        }

        private void awaitTaking() throws InterruptedException {
            held++;
            try {
                MergedLogs.this.notifyAll();
                do {
                    MergedLogs.this.wait();
                } while (isFull());
            } finally {
                held--;
            }
        }

        private boolean isFull() {
            return lines.size() >= MOST_LINES || (!lines.isEmpty() && characters > MOST_CHARACTERS);
        }

        /** It brings no more. */
        void end() {
            synchronized (MergedLogs.this) {
                ended = true;
                MergedLogs.this.notifyAll();
            }
        }

        private boolean mayBringEarlier(long now) {
            return !ended && lines.isEmpty() && now - emptySince < SILENCE_NANOS;
        }
    }

    /** Adds a log. */
    synchronized Log add(String title) {
        Log log = new Log(title);
        logs.add(log);
        notifyAll();
        return log;
    }

    /** No more logs come. */
    synchronized void complete() {
        complete = true;
        notifyAll();
    }

    /** Waits for lines and takes all that are due, a few thousand at most; empty at the end of all logs. */
    synchronized List<Entry> take() throws InterruptedException {
        gather();
        try {
            return takeDue();
        } finally {
            takenAt = System.nanoTime();
            if (held > 0) {
                notifyAll();
            }
        }
    }

    private void gather() throws InterruptedException {
        long left = GATHERING_NANOS - (System.nanoTime() - takenAt);
        while (left > 0 && held == 0 && logs.stream().anyMatch(log -> !log.ended)) {
            wait(left / 1_000_000 + 1);
            left = GATHERING_NANOS - (System.nanoTime() - takenAt);
        }
    }

    private List<Entry> takeDue() throws InterruptedException {
        List<Entry> due = new ArrayList<>();
        int taken = 0;
        while (true) {
            long now = System.nanoTime();
            long silence = 0;
            @Nullable Log earliest = null;
            for (Log log : logs) {
                LogLine head = log.lines.peek();
                if (head == null) {
                    if (log.mayBringEarlier(now)) {
                        silence = Math.max(silence, SILENCE_NANOS - (now - log.emptySince));
                    }
                } else if (earliest == null || head.time().compareTo(time(earliest)) < 0) {
                    earliest = log;
                }
            }
            if (earliest != null && silence == 0 && due.size() < MOST_LINES && taken < MOST_AT_ONCE) {
                LogLine line = earliest.lines.remove();
                due.add(new Entry(earliest.title, line));
                taken += line.text().length();
                characters -= line.text().length();
                if (earliest.lines.isEmpty()) {
                    earliest.emptySince = System.nanoTime();
                    notifyAll();
                }
                continue;
            }
            if (!due.isEmpty()) {
                return due;
            }
            logs.removeIf(log -> log.ended && log.lines.isEmpty());
            if (complete && logs.isEmpty()) {
                return due;
            }
            if (earliest == null) {
                wait();
            } else {
                wait(silence / 1_000_000 + 1);
            }
        }
    }

    private static String time(Log log) {
        LogLine head = log.lines.peek();
        return head == null ? "" : head.time();
    }
}
