package io.hatchway.docker;

import static io.hatchway.docker.DockerInventory.encoded;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.HealthState;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import io.hatchway.container.Change;
import io.hatchway.container.EngineException;
import io.hatchway.container.Kind;
import io.hatchway.container.Lifecycle;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;

/** Changes what there is on one Docker Engine. */
final class DockerLifecycle implements Lifecycle {
    private static final int LONGEST_ANSWER = 64 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** A container may ask for minutes to stop in. */
    private static final Duration STOP_PATIENCE = Duration.ofMinutes(10);

    private final DockerContainers engine;
    private final DockerClient docker;
    private final EngineHttp http;

    DockerLifecycle(DockerContainers engine, DockerClient docker, EngineHttp http) {
        this.engine = engine;
        this.docker = docker;
        this.http = http;
    }

    @Override
    public void apply(String containerId, Change change) throws EngineException {
        String path = "/containers/" + encoded(containerId);
        switch (change) {
            case Change.Start() -> send("start it", "POST", path + "/start", PATIENCE);
            case Change.Stop(OptionalInt patience) ->
                send("stop it", "POST", path + "/stop" + seconds(patience), STOP_PATIENCE);
            case Change.Restart(OptionalInt patience) ->
                send("restart it", "POST", path + "/restart" + seconds(patience), STOP_PATIENCE);
            case Change.Kill(String signal) ->
                send("send it a signal", "POST", path + "/kill?signal=" + encoded(signal), PATIENCE);
            case Change.Pause() -> send("pause it", "POST", path + "/pause", PATIENCE);
            case Change.Unpause() -> send("unpause it", "POST", path + "/unpause", PATIENCE);
            case Change.Rename(String name) ->
                send("rename it", "POST", path + "/rename?name=" + encoded(name), PATIENCE);
            case Change.Remove(boolean force, boolean volumes) ->
                send("remove it", "DELETE", path + "?force=" + force + "&v=" + volumes, STOP_PATIENCE);
        }
    }

    private static String seconds(OptionalInt patience) {
        return patience.isPresent() ? "?t=" + patience.getAsInt() : "";
    }

    @Override
    public Health health(String containerId) throws EngineException {
        return engine.call("describe the container", () -> {
            try {
                InspectContainerResponse.ContainerState state =
                        docker.inspectContainerCmd(containerId).exec().getState();
                if (!Boolean.TRUE.equals(state.getRunning())) {
                    return Health.ENDED;
                }
                HealthState checked = state.getHealth();
                return switch (checked == null ? "none" : String.valueOf(checked.getStatus())) {
                    case "healthy" -> Health.HEALTHY;
                    case "unhealthy" -> Health.UNHEALTHY;
                    case "starting" -> Health.STARTING;
                    default -> Health.UNKNOWN;
                };
            } catch (NotFoundException removed) {
                return Health.ENDED;
            }
        });
    }

    @Override
    public void remove(Kind kind, String id) throws EngineException {
        String path = switch (kind) {
            case CONTAINER -> "/containers/";
            case IMAGE -> "/images/";
            case VOLUME -> "/volumes/";
            case NETWORK -> "/networks/";
        };
        send("remove the " + kind.word() + " " + id, "DELETE", path + encoded(id), STOP_PATIENCE);
    }

    private void send(String what, String method, String target, Duration patience) throws EngineException {
        engine.reach(what, () -> {
            try (HttpExchange answer =
                    http.send(method, target, Map.of("Connection", "close"), new HttpExchange.Body.None(), patience)) {
                // 304: it is so already
                if (answer.status() >= 400) {
                    throw Refusals.of(what, answer.status(), answer.body().readNBytes(LONGEST_ANSWER));
                }
                return answer.status();
            }
        });
    }
}
