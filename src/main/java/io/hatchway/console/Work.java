package io.hatchway.console;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A command at work on a thread of its own: so Ctrl-C reaches it and nothing else. It is one of the platform's, which
 * takes turns with the others whatever it is busy with; a virtual one that computes holds up every other.
 */
final class Work {
    private static final Duration LAST_WORDS = Duration.ofSeconds(7);

    private Work() {}

    /** What to do. */
    interface Task {
        int run() throws InterruptedException;
    }

    /**
     * Does it and waits; Ctrl-C cancels it meanwhile.
     *
     * @param context who is told when it fails otherwise than a command does
     * @return its exit code
     * @throws InterruptedException when the session ends; the command is cancelled then
     */
    static int run(Context context, Keyboard keys, Task task) throws InterruptedException {
        return run(context, task, keys::onInterrupt);
    }

    /** The same where nobody types. */
    static int run(Context context, Task task) throws InterruptedException {
        return run(context, task, cancel -> {});
    }

    private static int run(Context context, Task task, Consumer<@Nullable Runnable> onInterrupt)
            throws InterruptedException {
        int[] code = {Codes.FAULT};
        Thread worker = Thread.ofPlatform().daemon().name("console-command").unstarted(() -> {
            try {
                code[0] = task.run();
            } catch (InterruptedException cancelled) {
                code[0] = Codes.CANCELLED;
            } catch (RuntimeException | Error fault) {
                code[0] = Commands.fault(context, fault);
            }
        });
        onInterrupt.accept(worker::interrupt);
        worker.start();
        try {
            worker.join();
        } catch (InterruptedException ending) {
            worker.interrupt();
            worker.join(LAST_WORDS);
            throw ending;
        } finally {
            onInterrupt.accept(null);
        }
        return code[0];
    }
}
