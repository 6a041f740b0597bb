package io.hatchway.container;

import java.util.Map;
import java.util.Optional;

/**
 * Everything an engine needs to start one program in a container.
 *
 * @param command what to run
 * @param environment added to the image's own, replacing variables of the same name; never shown in argv
 * @param user the user to run as; empty means the image's own
 * @param pty the terminal to run it on, if any
 * @param tag the value of {@value Launch#TAG} that every process of the program inherits: how its whole tree is found
 *     again when it has to end
 */
public record Launch(
        Command command, Map<String, String> environment, Optional<String> user, Optional<Pty> pty, String tag) {
    /** The environment variable that marks every process started for a session. */
    public static final String TAG = "HATCHWAY_SESSION";

    public Launch {
        environment = Map.copyOf(environment);
    }
}
