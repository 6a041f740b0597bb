package io.hatchway.container;

/** The kinds of things an engine keeps. */
public enum Kind {
    CONTAINER,
    IMAGE,
    VOLUME,
    NETWORK;

    /** The word for one of them. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
