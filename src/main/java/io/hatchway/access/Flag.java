package io.hatchway.access;

/** What a line says about something that is refused unless somebody grants it. */
public enum Flag {
    /** The line does not speak of it. */
    UNSAID,
    GRANTED,
    REFUSED
}
