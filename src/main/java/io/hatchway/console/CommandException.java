package io.hatchway.console;

/** A command came to nothing, for a reason that is a sentence. */
final class CommandException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int code;

    CommandException(int code, String sentence) {
        super(sentence);
        this.code = code;
    }

    static CommandException failed(String sentence) {
        return new CommandException(Codes.FAILED, sentence);
    }

    static CommandException usage(String sentence) {
        return new CommandException(Codes.USAGE, sentence);
    }

    int code() {
        return code;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
