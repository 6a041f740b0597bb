package io.hatchway.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.client.channel.ChannelShell;
import org.apache.sshd.client.session.ClientSession;

/** Shells on terminals that wait for somebody to type, each over a connection of its own. */
final class IdleSessions implements AutoCloseable {
    /** So many logins are under way at once: more would measure how they queue for two cores. */
    private static final int AT_ONCE = 4;

    private static final int FAILURES_TO_STOP_AT = 10;
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(5);

    private final Queue<Shell> shells = new ConcurrentLinkedQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    private IdleSessions() {}

    /** Opens them and returns when each shell has answered, or so many could not be opened that the rest is in vain. */
    static IdleSessions open(Mina client, Endpoint endpoint, int number) throws InterruptedException {
        var sessions = new IdleSessions();
        var left = new AtomicInteger(number);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < AT_ONCE; i++) {
                executor.execute(() -> sessions.openSome(client, endpoint, left));
            }
        }
        return sessions;
    }

    private void openSome(Mina client, Endpoint endpoint, AtomicInteger left) {
        while (failures.size() < FAILURES_TO_STOP_AT && left.getAndDecrement() > 0) {
            try {
                var shell = Shell.open(client.connect(endpoint));
                shells.add(shell);
                shell.type("up");
                shell.awaitAnswer("up");
            } catch (IOException e) {
                failures.add(String.valueOf(e.getMessage()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** How many of them still answer: the proof that they are held, not just not yet closed. */
    int answering() throws InterruptedException {
        var asked = new ArrayList<Shell>();
        for (var shell : shells) {
            try {
                shell.type("held");
                asked.add(shell);
            } catch (IOException e) {
                failures.add(String.valueOf(e.getMessage()));
            }
        }
        int answers = 0;
        for (var shell : asked) {
            try {
                shell.awaitAnswer("held");
                answers++;
            } catch (IOException e) {
                failures.add(String.valueOf(e.getMessage()));
            }
        }
        return answers;
    }

    /** Why sessions are missing, in the order it happened. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        for (var shell : shells) {
            shell.session().close(true);
        }
    }

    private record Shell(ClientSession session, ChannelShell channel, ByteArrayOutputStream screen) {
        static Shell open(ClientSession session) throws IOException {
            try {
                var channel = session.createShellChannel();
                var screen = new ByteArrayOutputStream();
                channel.setOut(screen);
                channel.setErr(screen);
                channel.open().verify(ANSWER_LIMIT);
                return new Shell(session, channel, screen);
            } catch (IOException e) {
                session.close(true);
                throw e;
            }
        }

        /** The terminal echoes the sum, and only the shell works it out. */
        void type(String word) throws IOException {
            var input = channel.getInvertedIn();
            input.write("echo %s-$((40+2))\n".formatted(word).getBytes(StandardCharsets.US_ASCII));
            input.flush();
        }

        void awaitAnswer(String word) throws IOException, InterruptedException {
            var end = System.nanoTime() + ANSWER_LIMIT.toNanos();
            while (!screen.toString(StandardCharsets.UTF_8).contains(word + "-42")) {
                if (channel.isClosed() || System.nanoTime() > end) {
                    throw new IOException("a shell did not answer; its screen: "
                            + screen.toString(StandardCharsets.UTF_8).strip());
                }
                TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
            }
        }
    }
}
