package io.hatchway.sshd;

import io.hatchway.session.Count;

/**
 * How often a client may try to log in on one connection, counted as sshd counts: by failures. A key that is held out and
 * would do is no failure, nor is the first question without a key. Never blocks.
 */
final class LoginTries {
    private static final String NONE = "none";

    /** Each key may be held out, and then signed with. */
    private static final int REQUESTS_PER_TRY = 2;

    /** A question without a key, and a one-time code. */
    private static final int REQUESTS_BESIDE = 2;

    private final int most;
    private int services;
    private int requests;
    private int failures;
    private boolean askedWithoutKey;

    /** @param most the failure that ends the connection */
    LoginTries(int most) {
        this.most = most;
    }

    /** Counts a request for the service itself, which some clients send again before each attempt. */
    synchronized boolean mayAskForService() {
        return ++services <= most + 1;
    }

    /** Counts a request, whatever will become of it. */
    synchronized boolean mayTry() {
        return failures < most && ++requests <= REQUESTS_PER_TRY * most + REQUESTS_BESIDE;
    }

    /** Counts a request that failed, by its method; false where the client may not even be told, but is cut off. */
    synchronized boolean mayFail(String method) {
        if (!isOffence(method) && !askedWithoutKey) {
            askedWithoutKey = true;
            return true;
        }
        return ++failures < most;
    }

    /** Whether the failure of a method is held against anybody: without a key clients ask what there is. */
    static boolean isOffence(String method) {
        return !method.equals(NONE);
    }

    /** Why the connection ends. */
    String reason() {
        return "it failed to log in " + Count.of(most, "time") + " (ssh.max_auth_tries)";
    }
}
