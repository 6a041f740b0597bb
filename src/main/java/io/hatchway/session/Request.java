package io.hatchway.session;

import io.hatchway.container.Pty;
import java.util.Optional;

/** What a client asked for on a session channel (RFC 4254, 6.5). */
public sealed interface Request {

    /** The terminal it asked for, if any. */
    Optional<Pty> pty();

    /** A shell. */
    record Shell(Optional<Pty> pty) implements Request {}

    /** One command line. */
    record Exec(String command, Optional<Pty> pty) implements Request {}

    /** A subsystem, by its name; files are served as {@value #SFTP}. */
    record Subsystem(String name, Optional<Pty> pty) implements Request {}

    /** The subsystem that serves files. */
    String SFTP = "sftp";
}
