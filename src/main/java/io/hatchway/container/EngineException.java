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
        /** The container is not in a state in which this can be done. */
        STATE,
        /** There is no such program in the container. */
        NOT_FOUND,
        /** The program cannot be started as asked: the user is unknown, or a file is not what it should be. */
        REQUEST
    }

    private final Kind kind;

    public EngineException(Kind kind, String sentence, Throwable cause) {
        super(sentence, cause);
        this.kind = kind;
    }

    public EngineException(Kind kind, String sentence) {
        super(sentence);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** The sentence for the user. */
    public String sentence() {
        return Optional.ofNullable(getMessage()).orElse("The engine failed.");
    }
}
