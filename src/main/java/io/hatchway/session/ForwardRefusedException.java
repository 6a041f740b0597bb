package io.hatchway.session;

import java.util.Optional;

/** A forward is not opened. The message is a sentence for the client. */
public final class ForwardRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** What kind of refusal it is, as RFC 4254, 5.1 tells them apart. */
    public enum Reason {
        PROHIBITED,
        /** Nothing answered, or there is no way to where something could. */
        UNREACHABLE,
        SHORTAGE
    }

    ForwardRefusedException(Reason reason, String sentence) {
        super(sentence);
        this.reason = reason;
    }

    ForwardRefusedException(Reason reason, String sentence, Throwable cause) {
        super(sentence, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** The sentence for the client. */
    public String sentence() {
        return Optional.ofNullable(getMessage()).orElse("The forward was refused.");
    }
}
