package io.hatchway.console;

/** The exit codes of commands: the table is in the README. */
final class Codes {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int READ_ONLY = 126;
    static final int UNKNOWN = 127;
    static final int CANCELLED = 130;
    static final int REFUSED = 254;
    static final int FAULT = 255;

    private Codes() {}
}
