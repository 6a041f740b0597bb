package io.hatchway.container;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a test says there is. */
public final class FakeInventory implements Inventory {
    public final List<ContainerSummary> containers = new ArrayList<>();
    public final List<ImageSummary> images = new ArrayList<>();
    public final List<VolumeSummary> volumes = new ArrayList<>();
    public final List<NetworkSummary> networks = new ArrayList<>();
    /** What describes a thing of this id; nothing but its id, where none is here. */
    public final Map<String, String> descriptions = new HashMap<>();
    /** Which containers have a volume, or are on a network, by its name. */
    public final Map<String, List<ContainerSummary>> users = new TreeMap<>();

    public final Set<String> ownVolumes = new TreeSet<>();
    /** What the engine says instead of an answer. */
    public volatile Optional<EngineException> refusal = Optional.empty();

    /** A running container of the service {@code shop.NAME}. */
    public static ContainerSummary running(String name) {
        return container(name, "running", "Up 2 hours");
    }

    public static ContainerSummary container(String name, String state, String status) {
        return new ContainerSummary(
                "0123456789abcdef-" + name,
                name,
                "image:latest",
                "sleep 1",
                Instant.EPOCH,
                state,
                status,
                List.of("127.0.0.1:80->80/tcp"),
                Map.of(Compose.PROJECT, "shop", Compose.SERVICE, name, "tier", "front"));
    }

    private void answer() throws EngineException {
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    @Override
    public List<ContainerSummary> containers() throws EngineException {
        answer();
        return List.copyOf(containers);
    }

    @Override
    public List<ImageSummary> images() throws EngineException {
        answer();
        return List.copyOf(images);
    }

    @Override
    public List<VolumeSummary> volumes() throws EngineException {
        answer();
        return List.copyOf(volumes);
    }

    @Override
    public List<NetworkSummary> networks() throws EngineException {
        answer();
        return List.copyOf(networks);
    }

    @Override
    public List<ContainerSummary> withVolume(String name) throws EngineException {
        answer();
        return users.getOrDefault(name, List.of());
    }

    @Override
    public List<ContainerSummary> onNetwork(NetworkSummary network) throws EngineException {
        answer();
        return users.getOrDefault(network.name(), List.of());
    }

    @Override
    public Set<String> ownVolumes() throws EngineException {
        answer();
        return Set.copyOf(ownVolumes);
    }

    @Override
    public Optional<String> describe(Kind kind, String id) throws EngineException {
        answer();
        return Optional.of(descriptions.getOrDefault(id, "{\"Id\":\"" + id + "\"}"));
    }

    @Override
    public EngineSummary summary() throws EngineException {
        answer();
        return new EngineSummary(
                "local",
                "20.10",
                "1.41",
                "Linux",
                "6.1",
                "x86_64",
                2,
                1024,
                1,
                0,
                0,
                1,
                "overlay2",
                "/var",
                Instant.now(),
                List.of());
    }
}
