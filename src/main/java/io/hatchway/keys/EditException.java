package io.hatchway.keys;

/** What was asked for is not done, or not as a whole: the message is a sentence for whoever asked. */
public final class EditException extends Exception {
    private static final long serialVersionUID = 1L;

    EditException(String sentence) {
        super(sentence);
    }

    EditException(String sentence, Throwable cause) {
        super(sentence, cause);
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }
}
