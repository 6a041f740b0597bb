package io.hatchway.keys;

/** What was asked for is not done, or not as a whole: the message is a sentence for whoever asked. */
public final class EditException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean unknown;

    EditException(String sentence) {
        this(sentence, false);
    }

    private EditException(String sentence, boolean unknown) {
        super(sentence);
        this.unknown = unknown;
    }

    EditException(String sentence, Throwable cause) {
        super(sentence, cause);
        this.unknown = false;
    }

    /** What was to be changed is nowhere. */
    static EditException unknown(String sentence) {
        return new EditException(sentence, true);
    }

    /** Whether it failed because there is nobody, or no role, of that name. */
    public boolean isUnknown() {
        return unknown;
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }
}
