package io.hatchway.console;

/** Nobody reads the rest of a command's output: {@code | head} has its lines. Passes through writers. */
final class EnoughException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EnoughException() {
        super("enough was read", null, false, false);
    }
}
