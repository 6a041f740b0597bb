package io.hatchway.access;

/** What is known of the container that a login names. */
public sealed interface Lookup {
    Lookup ABSENT = new Absent();
    Lookup UNKNOWN = new Unknown();

    /** It exists. */
    record Found(Subject subject) implements Lookup {}

    /** The engine has none of that name. */
    record Absent() implements Lookup {}

    /** The engine could not be asked. What is decided now is decided again before anything is started. */
    record Unknown() implements Lookup {}
}
