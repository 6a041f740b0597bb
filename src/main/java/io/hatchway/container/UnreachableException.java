package io.hatchway.container;

import java.io.IOException;
import java.util.Optional;

/** A place in a container's network did not answer. The message is a sentence for the user; the cause is for the log. */
public final class UnreachableException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean forbidden;

    public UnreachableException(String sentence, Throwable cause) {
        super(sentence, cause);
        this.forbidden = false;
    }

    private UnreachableException(String sentence) {
        super(sentence);
        this.forbidden = true;
    }

    /** Its name leads to addresses that nobody may reach. */
    public static UnreachableException forbidden(String sentence) {
        return new UnreachableException(sentence);
    }

    public boolean isForbidden() {
        return forbidden;
    }

    /** The sentence for the user. */
    public String sentence() {
        return Optional.ofNullable(getMessage()).orElse("Nothing answers there.");
    }
}
