package io.hatchway.access;

/** Looks containers up for a policy. Asked only where the answer hangs on more than the login's name; may block. */
@FunctionalInterface
public interface Directory {
    /** What is known of the container a login names. Never throws. */
    Lookup find(String name);
}
