package io.hatchway.container;

import io.hatchway.access.Subject;
import java.util.List;
import java.util.Map;

/**
 * A container as its engine described it at one moment.
 *
 * @param engine the name of the engine it belongs to
 * @param id the engine's full id: unlike the name it never comes to mean another container
 * @param name its name, without a leading slash
 * @param imageId the id of the image it was made from
 * @param stateText the engine's own words for the state, such as {@code exited (137)}
 * @param labels its labels, among them {@code hatchway.*}
 * @param path the directories of its PATH, in order
 * @param user whom its image runs programs as: a name or a number, possibly with a group after a colon; empty is root
 * @param hostPid the process id of its first process as the engine's host counts; 0 when it does not run
 */
public record Container(
        String engine,
        String id,
        String name,
        String imageId,
        State state,
        String stateText,
        Map<String, String> labels,
        List<String> path,
        String user,
        long hostPid) {
    /** The label of the gateway's own helpers, which no list shows and nobody enters. */
    public static final String HELPER = "hatchway.helper";

    /** Whether programs can be started in it, and if not, why not. */
    public enum State {
        RUNNING,
        PAUSED,
        RESTARTING,
        STOPPED
    }

    public Container {
        labels = Map.copyOf(labels);
        path = List.copyOf(path);
    }

    /** What a policy may know of it. */
    public Subject subject() {
        return Compose.subject(name, labels, user.replaceFirst(":.*", ""));
    }
}
