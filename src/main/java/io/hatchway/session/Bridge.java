package io.hatchway.session;

import io.hatchway.container.Outcome;
import io.hatchway.container.Program;
import io.hatchway.container.Program.OutputRejectedException;
import io.hatchway.container.Size;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins a session to a program.
 *
 * <p>The calling thread copies the output and waits for the exit; another copies stdin and is never waited for, because
 * many clients never end their input. All output is delivered before the exit is returned. A session that is told to end
 * interrupts the copy, and the program's whole tree is ended before this returns.
 */
final class Bridge {
    private static final Logger LOG = LoggerFactory.getLogger(Bridge.class);
    private static final int INPUT_BUFFER = 256 * 1024;
    private static final int IDLE_BUFFER = 1024;
    private static final Duration PIPE_PATIENCE = Duration.ofSeconds(1);
    private static final int SIGPIPE_STATUS = 128 + 13;

    /** Hears whether the program's processes are known to have ended. */
    interface Aftermath {
        void ended(boolean nothingLeft);
    }

    private Bridge() {}

    static Exit join(Session session, Program program, Aftermath aftermath) throws InterruptedException {
        try (program;
                ForegroundProgram foreground = new ForegroundProgram(session, program)) {
            session.foreground(foreground);
            Thread.ofVirtual().name("stdin " + session.id()).start(() -> feed(session.in(), program.stdin()));
            try {
                program.copyOutput(session.out(), session.err());
            } catch (OutputRejectedException gone) {
                session.end(Ending.CLIENT_GONE);
            } catch (IOException broken) {
                // Either the session was told to end, or the engine broke off: the outcome says.
                LOG.debug("the output of session {} broke off", session.id(), broken);
            }
            if (session.ending().isEmpty()) {
                Outcome outcome = program.await();
                aftermath.ended(!(outcome instanceof Outcome.Lost) || program.end());
                return exit(session, outcome);
            }
        } catch (InterruptedException told) {
            // the same as an ending seen above
        } catch (RuntimeException | Error fault) {
            aftermath.ended(program.end());
            throw fault;
        }
        aftermath.ended(program.end());
        throw new InterruptedException();
    }

    /** What the client is told when it was the gateway that ended the session. */
    static Exit ended(Session session, Ending ending) {
        ending.sentence().ifPresent(session::say);
        return switch (ending) {
            case CLIENT_GONE, CONTAINER_GONE, BROKEN_OFF -> Exit.FAULT;
            case READER_GONE -> new Exit.Status(SIGPIPE_STATUS);
            case IDLE, REVOKED, KILLED, UNRECORDED, SHUTDOWN ->
                new Exit.Signal("HUP", ending.sentence().orElse(""));
        };
    }

    /** What the client is told of a program's end. */
    static Exit exit(Session session, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Exited(int code) -> new Exit.Status(code);
            case Outcome.NotStarted(int code, String reason) -> {
                session.say(reason);
                yield new Exit.Status(code);
            }
            case Outcome.ContainerGone(int code, String reason) -> {
                session.say(reason);
                yield new Exit.Status(code);
            }
            case Outcome.Lost(String reason) -> {
                session.say(reason);
                yield Exit.FAULT;
            }
        };
    }

    private static void feed(InputStream from, OutputStream stdin) {
        byte[] buffer = new byte[IDLE_BUFFER];
        try (stdin) {
            for (int count; (count = from.read(buffer, 0, buffer.length)) >= 0; ) {
                stdin.write(buffer, 0, count);
                if (count == buffer.length && buffer.length < INPUT_BUFFER) {
                    buffer = new byte[INPUT_BUFFER];
                } else if (count < IDLE_BUFFER && buffer.length > IDLE_BUFFER) {
                    buffer = new byte[IDLE_BUFFER];
                }
            }
        } catch (IOException ended) {
            LOG.trace("stdin ended", ended);
            drain(from);
        }
    }

    /** The program closed its stdin; what the client still sends is nobody's, and must not hold the client up. */
    private static void drain(InputStream from) {
        try {
            from.transferTo(OutputStream.nullOutputStream());
        } catch (IOException ended) {
            LOG.trace("input ended", ended);
        }
    }

    /**
     * Carries what the client does to the program, one after the other on a thread of its own: an engine may take its
     * time. However fast a client goes, only its last size and a few signals wait.
     */
    private static final class ForegroundProgram implements Foreground, AutoCloseable {
        private static final int MOST_SIGNALS = 16;

        private final Session session;
        private final Program program;
        private final Thread worker;
        private final Deque<String> signals = new ArrayDeque<>();
        private @Nullable Size size;
        private boolean readerGone;

        ForegroundProgram(Session session, Program program) {
            this.session = session;
            this.program = program;
            this.worker = Thread.ofVirtual().name("foreground " + session.id()).start(this::work);
        }

        @Override
        public synchronized void resize(Size changed) {
            size = changed;
            notifyAll();
        }

        @Override
        public synchronized void signal(String name) {
            if (signals.size() < MOST_SIGNALS) {
                signals.add(name);
                notifyAll();
            }
        }

        @Override
        public synchronized void readerGone() {
            if (!readerGone) {
                readerGone = true;
                notifyAll();
            }
        }

        @Override
        public void close() {
            worker.interrupt();
        }

        private void work() {
            try {
                long pipedAt = 0;
                while (true) {
                    Size toSet;
                    String toSend;
                    boolean gone;
                    synchronized (this) {
                        while (size == null && signals.isEmpty() && !readerGone) {
                            wait();
                        }
                        toSet = size;
                        size = null;
                        toSend = signals.poll();
                        gone = readerGone;
                        readerGone = false;
                    }
                    if (toSet != null) {
                        program.resize(toSet);
                    }
                    if (toSend != null) {
                        program.signal(toSend);
                    }
                    if (gone) {
                        pipedAt = breakPipe(pipedAt);
                    }
                }
            } catch (InterruptedException over) {
                // the program has ended
            }
        }

        /**
         * The engine's stream has one end for both outputs, so it cannot be closed for stdout alone: who goes on writing
         * is told as the kernel would have, and ended if that does not stop it.
         */
        private long breakPipe(long pipedAt) {
            if (pipedAt == 0) {
                program.signalAll("PIPE");
                return System.nanoTime();
            }
            if (System.nanoTime() - pipedAt > PIPE_PATIENCE.toNanos()) {
                session.end(Ending.READER_GONE);
            }
            return pipedAt;
        }
    }
}
