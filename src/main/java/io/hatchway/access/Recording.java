package io.hatchway.access;

/** How sessions on a terminal are recorded, the strictest last. */
public enum Recording {
    /** Not at all. */
    OFF,
    /** As far as that is possible without holding anything up; what is missing is said in the recording. */
    BEST_EFFORT,
    /** Everything before the client sees it; a session that cannot be recorded ends. */
    STRICT
}
