package io.hatchway.access;

/** What can be done in a container. */
public enum Permission {
    /** An interactive shell. */
    SHELL,
    /** One command line. */
    EXEC,
    /** Reading and writing files, over SFTP and SCP. */
    FILES,
    /** Connections to the container's own network. */
    FORWARD,
    /** The client's agent, for the programs of a session. */
    AGENT,
    /** A shell with tools of the gateway's, beside a container that has none. */
    DEBUG
}
