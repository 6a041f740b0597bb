package io.hatchway.files;

import io.hatchway.container.Outcome;
import io.hatchway.container.Program;
import io.hatchway.container.Size;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;

/** A program of this machine in place of one in a container. */
record LocalProgram(Process process) implements Program {
    @Override
    public void copyOutput(OutputStream stdout, OutputStream stderr) throws IOException {
        CompletableFuture<Void> control = CompletableFuture.runAsync(
                () -> copy(process.getErrorStream(), stderr), command -> Thread.startVirtualThread(command));
        copy(process.getInputStream(), stdout);
        control.join();
    }

    private static void copy(InputStream from, OutputStream to) {
        try {
            byte[] buffer = new byte[16 * 1024];
            for (int count; (count = from.read(buffer)) >= 0; ) {
                synchronized (LocalProgram.class) {
                    to.write(buffer, 0, count);
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public OutputStream stdin() {
        // Java buffers it, and an engine's stream is not.
        return new FilterOutputStream(process.getOutputStream()) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
                out.flush();
            }
        };
    }

    @Override
    public Outcome await() throws InterruptedException {
        return new Outcome.Exited(process.waitFor());
    }

    @Override
    public void resize(Size size) {}

    @Override
    public void signal(String name) {}

    @Override
    public void signalAll(String name) {}

    @Override
    public boolean end() {
        process.destroyForcibly();
        return true;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
