package io.hatchway.e2e;

import java.util.ArrayDeque;
import java.util.Deque;

/** What a test class opens once: closed in reverse order, each of them, whatever becomes of the others. */
final class Stage implements AutoCloseable {
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T resource) {
        opened.push(resource);
        return resource;
    }

    @Override
    public void close() {
        AssertionError failed = new AssertionError("not everything could be closed");
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception | AssertionError e) {
                failed.addSuppressed(e);
            }
        }
        if (failed.getSuppressed().length > 0) {
            throw failed;
        }
    }
}
