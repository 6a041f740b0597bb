package io.hatchway.container;

import java.io.IOException;
import java.util.Optional;

/**
 * An engine could not do what was asked. The message is a sentence for the user; the cause is for the log.
 */
public final class EngineException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What kind of failure it is, so that callers can choose an exit code. */
    public enum Kind {
        /** Nobody answers where the engine should be. */
        AWAY,
        /** The engine answered, and said no. */
        REFUSED,
        /** The engine worked on it, and it came to nothing: because of what it was given, or of another, as a registry. */
        FAILED,
        /** The container is not in a state in which this can be done. */
        STATE,
        /** There is no such program in the container. */
        NOT_FOUND,
        /** The program cannot be started as asked: the user is unknown, or a file is not what it should be. */
        REQUEST
    }

    private final Kind kind;
    private final boolean interrupted;

    public EngineException(Kind kind, String sentence, Throwable cause) {
        this(kind, sentence, cause, false);
    }

    private EngineException(Kind kind, String sentence, Throwable cause, boolean interrupted) {
        super(sentence, cause);
        this.kind = kind;
        this.interrupted = interrupted;
    }

    public EngineException(Kind kind, String sentence) {
        super(sentence);
        this.kind = kind;
        this.interrupted = false;
    }

    /**
     * An exchange that was given up because the thread was interrupted, which it still is. Whether the engine heard it is
     * as unknown as with one that is away.
     *
     * @param what as in "the engine could not ..."
     */
    public static EngineException interrupted(String what, Throwable cause) {
        return new EngineException(
                Kind.AWAY, "The engine was not waited for when it had to " + what + ".", cause, true);
    }

    /**
     * To be asked first by whoever goes on, or tells a user, where an engine fails: for nothing is wrong with an engine
     * that was not waited for.
     *
     * @throws InterruptedException when that is so; the thread is interrupted no more
     */
    public void throwIfInterrupted() throws InterruptedException {
        if (interrupted) {
            Thread.interrupted();
            throw new InterruptedException();
        }
    }

    public Kind kind() {
        return kind;
    }

    /** The sentence for the user. */
    public String sentence() {
        return Optional.ofNullable(getMessage()).orElse("The engine failed.");
    }
}
