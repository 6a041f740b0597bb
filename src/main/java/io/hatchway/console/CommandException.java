package io.hatchway.console;

/** A command came to nothing, for a reason that is a sentence. What kind of reason it is decides on its exit code. */
final class CommandException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int code;

    private CommandException(int code, String sentence) {
        super(sentence);
        this.code = code;
    }

    /** It was tried, and did not come about. */
    static CommandException failed(String sentence) {
        return new CommandException(Codes.FAILED, sentence);
    }

    /** It is not asked for as it has to be. */
    static CommandException usage(String sentence) {
        return new CommandException(Codes.USAGE, sentence);
    }

    /** The caller may not do it, or nobody may at the moment. */
    static CommandException denied(String sentence) {
        return new CommandException(Codes.DENIED, sentence);
    }

    /** There is nothing of that name: no command, container, image, session and so on. */
    static CommandException unknown(String sentence) {
        return new CommandException(Codes.UNKNOWN, sentence);
    }

    int code() {
        return code;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
