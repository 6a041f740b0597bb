package io.hatchway.docker;

import com.github.dockerjava.api.DockerClient;
import io.hatchway.container.Container;
import io.hatchway.container.EngineException;
import io.hatchway.container.EngineException.Kind;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which containers have a network of their own: through a login to another, its host's or the gateway's is not opened. */
final class OwnNetworks {
    private static final String OF_CONTAINER = "container:";
    private static final int MOST_HOPS = 4;
    private static final int MOST_KNOWN = 4096;

    private final DockerContainers engine;
    private final DockerClient docker;
    private final HelperContainers helpers;
    /** By id: a container keeps its mode for life. */
    private final Map<String, Boolean> shared = new ConcurrentHashMap<>();

    OwnNetworks(DockerContainers engine, DockerClient docker, HelperContainers helpers) {
        this.engine = engine;
        this.docker = docker;
        this.helpers = helpers;
    }

    /** @throws EngineException of {@link Kind#STATE} where it has none */
    void require(Container container) throws EngineException {
        Boolean known = shared.get(container.id());
        boolean isShared = known == null ? isShared(container.id(), MOST_HOPS) : known;
        if (known == null) {
            if (shared.size() >= MOST_KNOWN) {
                shared.clear();
            }
            shared.put(container.id(), isShared);
        }
        if (isShared) {
            throw refusal(container);
        }
    }

    /** @throws EngineException of {@link Kind#STATE} where a container sees processes of others */
    void requireOwnProcesses(Container container) throws EngineException {
        String mode = engine.call(
                "describe the container " + container.id(),
                () -> String.valueOf(docker.inspectContainerCmd(container.id())
                        .exec()
                        .getHostConfig()
                        .getPidMode()));
        if (!mode.isEmpty() && !mode.equals("private") && !mode.equals("null")) {
            throw new EngineException(
                    Kind.STATE, "The container " + container.name() + " shares its processes with others.");
        }
    }

    static EngineException refusal(Container container) {
        return new EngineException(
                Kind.STATE,
                "The container " + container.name() + " has no network of its own, so nothing is forwarded there.");
    }

    private boolean isShared(String containerId, int hops) throws EngineException {
        String mode = engine.call(
                "describe the container " + containerId,
                () -> String.valueOf(docker.inspectContainerCmd(containerId)
                        .exec()
                        .getHostConfig()
                        .getNetworkMode()));
        if (mode.equals("host") || hops == 0) {
            return true;
        }
        if (!mode.startsWith(OF_CONTAINER)) {
            return false;
        }
        String other = mode.substring(OF_CONTAINER.length());
        return helpers.isOwn(other) || isShared(other, hops - 1);
    }
}
