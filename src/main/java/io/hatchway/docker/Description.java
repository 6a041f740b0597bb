package io.hatchway.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import io.hatchway.container.Container;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Turns the engine's description of a container into ours. Pure. */
final class Description {
    /** What a process gets whose image says no PATH. */
    private static final List<String> DEFAULT_PATH =
            List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

    private Description() {}

    static Container of(String engine, InspectContainerResponse found) {
        InspectContainerResponse.ContainerState state = found.getState();
        Container.State condition = Boolean.TRUE.equals(state.getPaused())
                ? Container.State.PAUSED
                : Boolean.TRUE.equals(state.getRestarting())
                        ? Container.State.RESTARTING
                        : Boolean.TRUE.equals(state.getRunning()) ? Container.State.RUNNING : Container.State.STOPPED;
        String text = condition == Container.State.STOPPED && state.getExitCodeLong() != null
                ? state.getStatus() + " (" + state.getExitCodeLong() + ")"
                : String.valueOf(state.getStatus());
        Map<String, String> labels = found.getConfig().getLabels();
        String[] environment = found.getConfig().getEnv();
        List<String> path = environment == null
                ? DEFAULT_PATH
                : Arrays.stream(environment)
                        .filter(entry -> entry.startsWith("PATH="))
                        .findFirst()
                        .map(entry -> List.of(entry.substring(5).split(":")))
                        .orElse(DEFAULT_PATH);
        Long pid = state.getPidLong();
        return new Container(
                engine,
                found.getId(),
                found.getName().replaceFirst("^/", ""),
                found.getImageId(),
                condition,
                text,
                labels == null ? Map.of() : labels,
                path,
                found.getConfig().getUser() == null ? "" : found.getConfig().getUser(),
                pid == null ? 0 : pid);
    }
}
