package io.hatchway.session;

/** How a session ended, as its client is told (RFC 4254, 6.10). */
public sealed interface Exit {
    /** Refused by the gateway: not granted, or the container cannot be entered. */
    Status REFUSED = new Status(254, false);

    /** The gateway or the engine failed. */
    Status FAULT = new Status(255, false);

    /**
     * An exit status, 0 to 255.
     *
     * @param served whether it is that of what was asked for; false: the gateway's own, which the client cannot tell from
     *     a program's
     */
    record Status(int code, boolean served) implements Exit {
        public Status(int code) {
            this(code, true);
        }

        @Override
        public String toString() {
            return "code " + code;
        }
    }

    /** Ended by a signal the gateway sent. */
    record Signal(String name, String message) implements Exit {
        @Override
        public String toString() {
            return "signal " + name;
        }
    }
}
