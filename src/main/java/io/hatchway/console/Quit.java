package io.hatchway.console;

import java.io.IOException;
import java.io.InputStream;

/** Listens for the key that ends something shown: q, Ctrl-C, Ctrl-D, or that nobody can type any more. */
final class Quit implements AutoCloseable {
    private static final int INTERRUPT = 3;
    private static final int END = 4;

    private final InputStream keys;
    private volatile boolean pressed;

    Quit(InputStream keys) {
        this.keys = keys;
        Thread.ofVirtual().name("console-quit").start(this::listen);
    }

    private void listen() {
        try {
            int key = keys.read();
            while (key >= 0 && key != 'q' && key != 'Q' && key != INTERRUPT && key != END) {
                key = keys.read();
            }
        } catch (IOException over) {
            // the same as the end of what is typed
        }
        pressed = true;
    }

    boolean isPressed() {
        return pressed;
    }

    @Override
    public void close() throws IOException {
        keys.close();
    }
}
