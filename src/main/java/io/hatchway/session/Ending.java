package io.hatchway.session;

import java.util.Locale;
import java.util.Optional;

/** Why a session is ended before its program ends. */
public enum Ending {
    CLIENT_GONE(null),
    /** Nobody reads its output any more, and it did not take the hint (SIGPIPE). */
    READER_GONE(null),
    /** The container ended, and with it what a forward led to. */
    CONTAINER_GONE(null),
    /** What a forward led to broke the connection off. */
    BROKEN_OFF(null),
    IDLE("This session was idle for too long and is ended."),
    REVOKED("The key of this session may no longer open this login, so the session is ended."),
    KILLED("An administrator of this gateway ended this session."),
    /** Its recording broke off, and it may not go on without one. */
    UNRECORDED("This session can no longer be recorded, so it is ended. Tell the operator of this gateway."),
    SHUTDOWN("The gateway is shutting down, so this session is ended. Log in again in a moment.");

    private final @org.jspecify.annotations.Nullable String sentence;

    Ending(@org.jspecify.annotations.Nullable String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** What the client is told, if anybody is there to be told. */
    Optional<String> sentence() {
        return Optional.ofNullable(sentence);
    }
}
