package io.hatchway.console;

import io.hatchway.container.Size;
import io.hatchway.session.Foreground;
import java.io.IOError;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jline.terminal.Terminal;

/**
 * What the client does beside typing, told to its terminal by a thread of its own and in order: JLine answers with
 * output and under a lock, and both wait for a client that does not read. Of too much, the oldest is dropped.
 */
final class Tidings implements Foreground, AutoCloseable {
    private static final int MOST_WAITING = 16;

    private final Terminal terminal;
    private final Keyboard keys;
    private final AtomicReference<Size> size;
    private final ThreadPoolExecutor teller = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            Thread.ofVirtual().name("console-tidings").factory(),
            new ThreadPoolExecutor.DiscardOldestPolicy());

    Tidings(Terminal terminal, Keyboard keys, AtomicReference<Size> size) {
        this.terminal = terminal;
        this.keys = keys;
        this.size = size;
    }

    @Override
    public void resize(Size changed) {
        size.set(changed);
        tell(() -> {
            terminal.setSize(org.jline.terminal.Size.of(changed.columns(), changed.rows()));
            terminal.raise(Terminal.Signal.WINCH);
        });
    }

    @Override
    public void signal(String name) {
        if (name.equals("INT")) {
            tell(() -> {
                if (!keys.interrupt()) {
                    terminal.raise(Terminal.Signal.INT);
                }
            });
        }
    }

    @Override
    public void readerGone() {
        // the next write finds out
    }

    private void tell(Runnable tiding) {
        teller.execute(() -> {
            try {
                tiding.run();
            } catch (IOError | RuntimeException clientGone) {
                // the reader of its lines finds out
            }
        });
    }

    /** Waits for nobody. */
    @Override
    public void close() {
        teller.shutdownNow();
    }
}
