package io.hatchway.console;

import io.hatchway.container.EngineException;
import io.hatchway.session.Exit;

/** The exit codes of commands: the table is in the README. */
final class Codes {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int ENGINE = 125;
    static final int DENIED = 126;
    static final int UNKNOWN = 127;
    /** What a shell says of a program that ended by SIGHUP. */
    static final int HUNG_UP = 129;

    static final int CANCELLED = 130;
    static final int FAULT = 255;

    private Codes() {}

    /** What a command ends with that an engine could not serve; of a program that was not started, what a shell says. */
    static int of(EngineException failed) {
        return switch (failed.kind()) {
            case AWAY, REFUSED, STATE -> ENGINE;
            case FAILED -> Codes.FAILED;
            case NOT_FOUND -> UNKNOWN;
            case REQUEST -> DENIED;
        };
    }

    /** What a command ends with that opened a session in a container: the program's own where there was one. */
    static int of(Exit exit) {
        return switch (exit) {
            case Exit.Status(int code, boolean served) when served -> code;
            case Exit.Status refused when refused.equals(Exit.REFUSED) -> DENIED;
            case Exit.Status notServed -> ENGINE;
            case Exit.Signal endedByTheGateway -> HUNG_UP;
        };
    }
}
