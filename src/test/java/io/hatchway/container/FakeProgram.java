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
    private sealed interface Event {
        record Stdout(byte[] bytes) implements Event {}

        record Stderr(byte[] bytes) implements Event {}

        record Broken(IOException why) implements Event {}

        record Bug(RuntimeException bug) implements Event {}

        record End() implements Event {}
    }

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
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
        events.add(new Event.Stdout(bytes));
        return this;
    }

    public FakeProgram complains(String text) {
        events.add(new Event.Stderr(text.getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    public FakeProgram breaksOff(Outcome verdict) {
        outcome = verdict;
        events.add(new Event.Broken(new IOException("the stream broke")));
        return this;
    }

    public FakeProgram failsWith(RuntimeException bug) {
        events.add(new Event.Bug(bug));
        return this;
    }

    public FakeProgram exits(int code) {
        return endsAs(new Outcome.Exited(code));
    }

    public FakeProgram endsAs(Outcome verdict) {
        outcome = verdict;
        events.add(new Event.End());
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
            while (true) {
                switch (events.take()) {
                    case Event.Stdout(byte[] bytes) -> deliver(stdout, bytes);
                    case Event.Stderr(byte[] bytes) -> deliver(stderr, bytes);
                    case Event.Broken(IOException why) -> throw why;
                    case Event.Bug(RuntimeException bug) -> throw bug;
                    case Event.End end -> {
                        return;
                    }
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private static void deliver(OutputStream sink, byte[] bytes) throws IOException {
        try {
            sink.write(bytes);
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
