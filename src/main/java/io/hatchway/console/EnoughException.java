package io.hatchway.console;

/** Nobody reads the rest of a command's output: {@code | head} has its lines. Passes through writers. */
final class EnoughException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EnoughException() {
        super("enough was read", null, false, false);
    }

    /**
     * What the command ends with: that nobody wants more is a good end.
     *
     * @throws InterruptedException when it was cancelled, which is why nobody does; the thread is interrupted no more
     */
    int code() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return Codes.OK;
    }
}
