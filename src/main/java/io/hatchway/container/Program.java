package io.hatchway.container;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * A program running in a container, with its streams.
 *
 * <p>One thread calls {@link #copyOutput}, another may write {@link #stdin}; everything else may be called from any
 * thread. All calls may block and answer to interruption by closing the streams.
 */
public interface Program extends AutoCloseable {

    /**
     * Copies everything the program writes, until it ends and all of it is delivered. Backpressure is the sinks': while
     * one blocks, the program is not read.
     *
     * @param stderr gets nothing when the program runs on a terminal
     * @throws OutputRejectedException when a sink failed; the program still runs
     * @throws IOException when the engine's stream broke; {@link #await} then tells why
     */
    void copyOutput(OutputStream stdout, OutputStream stderr) throws IOException;

    /**
     * The program's stdin. Closing it ends the program's input and leaves its output alone; on a terminal it does
     * nothing, as with OpenSSH's: a terminal's input has no end.
     */
    OutputStream stdin();

    /** How it ended; called after {@link #copyOutput} returned or failed. Waits a moment for a late verdict. */
    Outcome await() throws InterruptedException;

    /** Sets the size of its terminal. Does nothing without one. */
    void resize(Size size);

    /** Sends a signal, named as in RFC 4254, 6.10 ({@code TERM}), to the program's process group. */
    void signal(String name);

    /** Sends a signal to every process of the session, whatever its group. */
    void signalAll(String name);

    /**
     * Makes sure that no process of the session is left: HUP, then TERM, then KILL to the whole tree while any remains,
     * then closes the streams. Does nothing to a program that has ended by itself. Blocks for up to 5 seconds.
     *
     * @return false when processes may be left, for example because the engine is away or the container is paused
     */
    boolean end();

    /**
     * A regular file that the program's first process has open, by its number there; the process must leave it open
     * meanwhile.
     *
     * @return empty where the gateway cannot reach into the program, or that is not a file on a disk or in memory
     */
    default Optional<OpenFile> lend(int descriptor) {
        return Optional.empty();
    }

    /** Closes the streams and nothing else. */
    @Override
    void close();

    /** The other side would not take the program's output. */
    final class OutputRejectedException extends IOException {
        private static final long serialVersionUID = 1L;

        public OutputRejectedException(IOException cause) {
            super(cause);
        }
    }
}
