package io.hatchway.keys;

/** Bytes that are not what they should be; the reason says in which way, for a log. Never leaves the package. */
final class MalformedException extends Exception {
    private final String reason;

    MalformedException(String reason) {
        super(reason);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
