package io.hatchway.session;

import io.hatchway.container.Container;
import io.hatchway.files.ScpCommand;
import java.util.Optional;

/**
 * Programs whose client starts one of the same name at the other end. Where nothing here can stand in for those, and an
 * image has none, people are told what to do instead.
 */
enum OtherHalf {
    RSYNC("rsync", "Install it there, or use scp or sftp, which need nothing in the container."),
    GIT("git", "Install it there, or work on a clone of yours and copy it with scp."),
    /** Ours is for lines that a shell would not expand but for wildcards. */
    SCP("scp", "Leave out -O: with the SFTP protocol scp needs nothing in the container.");

    private final String program;
    private final String advice;

    OtherHalf(String program, String advice) {
        this.program = program;
        this.advice = advice;
    }

    /** The sentence where a command line that found no program was such a client's; empty for all others. */
    static Optional<String> missing(String line, Container container) {
        return of(line).map(half -> half.program + " is not in the container " + container.name() + ". " + half.advice);
    }

    private static Optional<OtherHalf> of(String line) {
        if (line.startsWith("rsync --server ")) {
            return Optional.of(RSYNC);
        }
        if (ScpCommand.isSentByScp(line)) {
            return Optional.of(SCP);
        }
        return line.matches("git[- ](upload-pack|receive-pack|upload-archive) .*")
                ? Optional.of(GIT)
                : Optional.empty();
    }
}
