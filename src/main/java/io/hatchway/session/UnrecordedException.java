package io.hatchway.session;

/** A session cannot be put on record, so it must not begin. */
public final class UnrecordedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String sentence;

    /**
     * @param sentence for the client: what happened and what it means, nothing of the gateway's inside
     * @param cause for the log
     */
    public UnrecordedException(String sentence, Throwable cause) {
        super(sentence, cause);
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}
