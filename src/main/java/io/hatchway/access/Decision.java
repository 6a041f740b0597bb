package io.hatchway.access;

/** What a policy says to an attempt. */
public sealed interface Decision {

    record Allowed(Grant grant) implements Decision {}

    /**
     * Not now, or never.
     *
     * @param reason for the log alone: clients see the same refusal whatever the reason. Holds no
     *     text of the client's
     */
    record Denied(String reason) implements Decision {}
}
