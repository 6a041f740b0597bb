package io.hatchway.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import org.jspecify.annotations.Nullable;

/**
 * What a client types, read on a thread of its own so that Ctrl-C is heard whatever waits to be read.
 *
 * <p>The keys are the editor's, or a program's for as long as that has them. While a command runs, Ctrl-C cancels it
 * and throws away what was typed ahead; typing ahead more than there is room for is lost.
 */
final class Keyboard implements AutoCloseable {
    private static final int ROOM = 16 * 1024;
    private static final byte INTERRUPT = 3;

    private final byte[] typed = new byte[ROOM];
    private int head;
    private int size;
    private boolean ended;
    private @Nullable Runnable cancel;
    private @Nullable ProgramKeys program;
    private final Thread reader;

    Keyboard(InputStream in) {
        reader = Thread.ofVirtual().name("console-keys").start(() -> read(in));
    }

    /** What the line editor reads. */
    InputStream editor() {
        return new Keys() {
            @Override
            boolean mayRead() {
                // While a command runs the editor is not fed: it would keep what Ctrl-C throws away.
                return program == null && cancel == null;
            }
        };
    }

    /** Gives the keys to a program until the stream is closed. */
    InputStream program() {
        synchronized (this) {
            ProgramKeys keys = new ProgramKeys();
            program = keys;
            notifyAll();
            return keys;
        }
    }

    /** Says what Ctrl-C does; null: it is a key like others. Returns what it did before. */
    synchronized @Nullable Runnable onInterrupt(@Nullable Runnable action) {
        Runnable before = cancel;
        cancel = action;
        notifyAll();
        return before;
    }

    /** As Ctrl-C does; false when there is nothing to cancel. */
    synchronized boolean interrupt() {
        if (cancel == null || program != null) {
            return false;
        }
        size = 0;
        cancel.run();
        return true;
    }

    private void read(InputStream in) {
        byte[] buffer = new byte[1024];
        try {
            for (int count; (count = in.read(buffer, 0, buffer.length)) >= 0; ) {
                for (int at = 0; at < count; at++) {
                    take(buffer[at]);
                }
            }
        } catch (IOException | InterruptedException over) {
            // the same as the end of what is typed
        } finally {
            synchronized (this) {
                ended = true;
                notifyAll();
            }
        }
    }

    private synchronized void take(byte key) throws InterruptedException {
        if (key == INTERRUPT && interrupt()) {
            return;
        }
        while (size == ROOM) {
            if (cancel != null && program == null) {
                return;
            }
            wait();
        }
        typed[(head + size++) % ROOM] = key;
        notifyAll();
    }

    /** Stops listening; whoever reads sees the end. */
    @Override
    public void close() {
        reader.interrupt();
        synchronized (this) {
            ended = true;
            notifyAll();
        }
    }

    private abstract class Keys extends InputStream {
        /** Whether the keys are this reader's; called under the lock. */
        abstract boolean mayRead();

        boolean isOver() {
            return ended && size == 0;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            synchronized (Keyboard.this) {
                while (!isOver() && (size == 0 || !mayRead())) {
                    try {
                        Keyboard.this.wait();
                    } catch (InterruptedException interrupted) {
                        Thread.currentThread().interrupt();
                        throw new InterruptedIOException("interrupted while waiting for keys");
                    }
                }
                if (isOver()) {
                    return -1;
                }
                int count = Math.min(length, size);
                for (int at = 0; at < count; at++) {
                    into[offset + at] = typed[head];
                    head = (head + 1) % ROOM;
                }
                size -= count;
                Keyboard.this.notifyAll();
                return count;
            }
        }

        @Override
        public int available() {
            synchronized (Keyboard.this) {
                return mayRead() ? size : 0;
            }
        }
    }

    private final class ProgramKeys extends Keys {
        @Override
        boolean mayRead() {
            return program == this;
        }

        @Override
        boolean isOver() {
            return program != this || super.isOver();
        }

        @Override
        public void close() {
            synchronized (Keyboard.this) {
                if (program == this) {
                    program = null;
                }
                Keyboard.this.notifyAll();
            }
        }
    }
}
