package io.hatchway.console;

import io.hatchway.access.CommandAccess;
import java.time.Duration;

/**
 * What a command began under. As long as it runs its caller is granted no less of it: where that is over, the command's
 * thread is interrupted, as Ctrl-C would.
 */
final class Mandate implements AutoCloseable {
    /** Sessions hear within two seconds that less is granted, and people are promised five. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Context context;
    private final String command;
    private final CommandAccess begun;
    private final Thread worker = Thread.currentThread();
    private final Thread watch;
    private boolean over;
    private boolean lost;

    /** Begins to watch over the calling thread. */
    Mandate(Context context, String command) {
        this.context = context;
        this.command = command;
        this.begun = context.grant().commands();
        this.watch = Thread.ofVirtual().name("console-mandate").start(this::watch);
    }

    private void watch() {
        try {
            do {
                Thread.sleep(LOOK);
            } while (holds());
            lose();
        } catch (InterruptedException ended) {
            // the command has ended
        }
    }

    /** Whether as much of it is granted as when it began. */
    boolean holds() {
        return context.grant().commands().keeps(command, begun);
    }

    private synchronized void lose() {
        if (!over) {
            lost = true;
            worker.interrupt();
        }
    }

    /** Ends it: nothing interrupts the thread from here on. Whether it was lost before. */
    synchronized boolean end() {
        over = true;
        watch.interrupt();
        if (lost) {
            Thread.interrupted();
        }
        return lost;
    }

    /** What somebody is told whose command ends by it. */
    static String sentence(String command) {
        return "What this key may do here has changed, so '" + command + "' is ended; 'help' lists what you may.";
    }

    @Override
    public void close() {
        end();
    }
}
