package io.hatchway.console;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A command at work on a thread of its own: so Ctrl-C reaches it and nothing else. */
final class Work {
    private static final Logger LOG = LoggerFactory.getLogger(Work.class);
    private static final Duration LAST_WORDS = Duration.ofSeconds(7);

    private Work() {}

    /** What to do. */
    interface Task {
        int run() throws InterruptedException;
    }

    /**
     * Does it and waits; Ctrl-C cancels it meanwhile.
     *
     * @return its exit code
     * @throws InterruptedException when the session ends; the command is cancelled then
     */
    static int run(Keyboard keys, Task task) throws InterruptedException {
        int[] code = {Codes.FAULT};
        Thread worker = Thread.ofVirtual().name("console-command").unstarted(() -> {
            try {
                code[0] = task.run();
            } catch (InterruptedException cancelled) {
                code[0] = Codes.CANCELLED;
            } catch (RuntimeException | Error fault) {
                LOG.error("a command failed", fault);
            }
        });
        keys.onInterrupt(worker::interrupt);
        worker.start();
        try {
            worker.join();
        } catch (InterruptedException ending) {
            worker.interrupt();
            worker.join(LAST_WORDS);
            throw ending;
        } finally {
            keys.onInterrupt(null);
        }
        return code[0];
    }
}
