package io.hatchway.access;

/** What no longer counts, whoever grants it (RevokedKeys, sshd_config(5)). */
@FunctionalInterface
public interface Revocations {
    /** Nothing is revoked. */
    Revocations NONE = credential -> false;

    /** Everything is: the list that says what could not be read. */
    Revocations ALL = credential -> true;

    /** Whether the key is, or the certificate by its own key, its authority, its serial or its id. */
    boolean revokes(Credential credential);
}
