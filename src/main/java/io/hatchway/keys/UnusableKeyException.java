package io.hatchway.keys;

/**
 * What a client offers is no key or certificate that could let anybody in. Its text is for the
 * log, holds nothing of the client's, and is never sent.
 */
public final class UnusableKeyException extends Exception {
    private final String reason;

    UnusableKeyException(String reason) {
        super(reason);
        this.reason = reason;
    }

    /** Finishes the sentence "it is refused:", for the log. */
    public String reason() {
        return reason;
    }
}
