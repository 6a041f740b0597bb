package io.hatchway.e2e;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A child process whose output is collected while it runs. Closing it kills it and what it started.
 *
 * <p>Nothing waits without a deadline: a program that does not end is killed and fails the test with all it said.
 */
final class Child implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<String> argv;
    private final Process process;
    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    private final List<Thread> readers = new ArrayList<>();

    private Child(List<String> argv, Process process, boolean collectOutput) {
        this.argv = argv;
        this.process = process;
        if (collectOutput) {
            readers.add(collect(process.getInputStream(), stdout));
        }
        readers.add(collect(process.getErrorStream(), stderr));
    }

    /** Starts a program whose stdin stays open until {@link #endInput()}. */
    static Child start(List<String> argv) {
        return start(argv, Map.of());
    }

    static Child start(List<String> argv, Map<String, String> environment) {
        return new Child(argv, spawn(builder(argv, environment)), true);
    }

    /** Starts a program whose stdout is for the caller to read, as a stream or not at all. */
    static Child streaming(List<String> argv) {
        return new Child(argv, spawn(builder(argv, Map.of())), false);
    }

    /** Runs a program without input to its end. */
    static Ran run(List<String> argv) {
        ProcessBuilder builder = builder(argv, Map.of()).redirectInput(new File("/dev/null"));
        try (Child child = new Child(argv, spawn(builder), true)) {
            return child.await(PATIENCE);
        }
    }

    /** Runs a program with the given input to its end. */
    static Ran run(List<String> argv, byte[] input) {
        try (Child child = start(argv)) {
            Thread writer = Thread.startVirtualThread(() -> {
                try (OutputStream to = child.stdin()) {
                    to.write(input);
                } catch (IOException e) {
                    // The program ended before it read everything, which is its right.
                }
            });
            Ran ran = child.await(PATIENCE);
            writer.interrupt();
            return ran;
        }
    }

    /** Runs a program with further variables. */
    static Ran run(List<String> argv, Map<String, String> environment) {
        try (Child child = start(argv, environment)) {
            child.endInput();
            return child.await(PATIENCE);
        }
    }

    OutputStream stdin() {
        return process.getOutputStream();
    }

    InputStream stdout() {
        return process.getInputStream();
    }

    void type(String text) {
        try {
            stdin().write(text.getBytes(StandardCharsets.UTF_8));
            stdin().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void endInput() {
        try {
            stdin().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    String out() {
        return stdout.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return stderr.toString(StandardCharsets.UTF_8);
    }

    /** Waits until the program has written {@code text} on stdout. */
    void awaitOut(String text) {
        Eventually.holds(() -> out().contains(text), () -> this + " should have written: " + text);
    }

    void awaitErr(String text) {
        Eventually.holds(() -> err().contains(text), () -> this + " should have written on stderr: " + text);
    }

    Ran await(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), MILLISECONDS)) {
                String said = toString();
                close();
                throw new AssertionError(said + " has not ended within " + limit);
            }
            for (Thread reader : readers) {
                if (!reader.join(Duration.ofSeconds(5))) {
                    throw new AssertionError(this + " has ended, but something still holds its output open");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + this, e);
        }
        return new Ran(String.join(" ", argv), process.exitValue(), stdout.toByteArray(), stderr.toByteArray());
    }

    Ran await() {
        return await(PATIENCE);
    }

    /** Sends a signal, by its name without SIG, to this process alone. */
    void signal(String name) {
        Ran kill = Child.run(List.of("kill", "-" + name, Long.toString(pid())));
        kill.ok();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "%s%n--- stdout%n%s%n--- stderr%n%s%n---".formatted(String.join(" ", argv), out(), err());
    }

    private static ProcessBuilder builder(List<String> argv, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(argv);
        // A client must not pick up the keys or the language of whoever runs the tests.
        builder.environment()
                .keySet()
                .removeIf(k -> k.startsWith("LC_") || k.equals("LANG") || k.equals("SSH_AUTH_SOCK"));
        builder.environment().putAll(environment);
        return builder;
    }

    private static Process spawn(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Thread collect(InputStream from, OutputStream to) {
        return Thread.startVirtualThread(() -> {
            try (from) {
                from.transferTo(to);
            } catch (IOException e) {
                // The process was killed: what it said until then is what counts.
            }
        });
    }
}
