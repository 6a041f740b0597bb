package io.hatchway.container;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** A program whose output and end a test decides, and which remembers what was done to it. */
@SuppressWarnings("ArrayRecordComponent") // a script is written once and read once
public final class FakeProgram implements Program {
    /** One thing it does; false when it was the last. */
    private interface Step {
        boolean take(OutputStream stdout, OutputStream stderr) throws IOException;
    }

    private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream input = new ByteArrayOutputStream();
    private volatile Outcome outcome = new Outcome.Exited(0);
    private volatile boolean endsEverything = true;

    public final CountDownLatch inputEnded = new CountDownLatch(1);
    public final CountDownLatch ended = new CountDownLatch(1);
    public final CountDownLatch closed = new CountDownLatch(1);
    /** Signals to its group as {@code TERM}, to all of the session as {@code all TERM}. */
    public final BlockingQueue<String> signals = new LinkedBlockingQueue<>();

    public final BlockingQueue<Size> sizes = new LinkedBlockingQueue<>();

    public FakeProgram prints(String text) {
        return prints(text.getBytes(StandardCharsets.UTF_8));
    }

    public FakeProgram prints(byte[] bytes) {
        steps.add((stdout, stderr) -> deliver(stdout, bytes));
        return this;
    }

    public FakeProgram complains(String text) {
        steps.add((stdout, stderr) -> deliver(stderr, text.getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    public FakeProgram breaksOff(Outcome verdict) {
        outcome = verdict;
        steps.add((stdout, stderr) -> {
            throw new IOException("the stream broke");
        });
        return this;
    }

    public FakeProgram failsWith(RuntimeException bug) {
        steps.add((stdout, stderr) -> {
            throw bug;
        });
        return this;
    }

    public FakeProgram exits(int code) {
        return endsAs(new Outcome.Exited(code));
    }

    public FakeProgram endsAs(Outcome verdict) {
        outcome = verdict;
        steps.add((stdout, stderr) -> false);
        return this;
    }

    /** Its processes will not die. */
    public FakeProgram cannotBeEnded() {
        endsEverything = false;
        return this;
    }

    public synchronized String received() {
        return input.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void copyOutput(OutputStream stdout, OutputStream stderr) throws IOException {
        try {
            while (steps.take().take(stdout, stderr)) {
                // the next one
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private static boolean deliver(OutputStream sink, byte[] bytes) throws IOException {
        try {
            sink.write(bytes);
            return true;
        } catch (IOException rejected) {
            throw new OutputRejectedException(rejected);
        }
    }

    @Override
    public OutputStream stdin() {
        return new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                synchronized (FakeProgram.this) {
                    input.write(bytes, offset, length);
                }
            }

            @Override
            public void close() {
                inputEnded.countDown();
            }
        };
    }

    @Override
    public Outcome await() {
        return outcome;
    }

    @Override
    public void resize(Size size) {
        sizes.add(size);
    }

    @Override
    public void signal(String name) {
        signals.add(name);
    }

    @Override
    public void signalAll(String name) {
        signals.add("all " + name);
    }

    @Override
    public boolean end() {
        ended.countDown();
        return endsEverything;
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
