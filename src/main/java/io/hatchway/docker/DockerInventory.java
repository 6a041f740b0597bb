package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerNetworkSettings;
import com.github.dockerjava.api.model.ContainerPort;
import com.github.dockerjava.api.model.Image;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.Network;
import com.github.dockerjava.api.model.Version;
import io.hatchway.container.ContainerSummary;
import io.hatchway.container.EngineException;
import io.hatchway.container.EngineSummary;
import io.hatchway.container.ImageSummary;
import io.hatchway.container.Inventory;
import io.hatchway.container.Kind;
import io.hatchway.container.NetworkSummary;
import io.hatchway.container.VolumeSummary;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What there is on one Docker Engine. */
final class DockerInventory implements Inventory {
    /** More than any description has. */
    private static final int LONGEST_DESCRIPTION = 8 * 1024 * 1024;

    private static final Set<String> BUILT_IN = Set.of("bridge", "host", "none");

    private final DockerContainers engine;
    private final DockerClient docker;
    private final EngineHttp http;

    DockerInventory(DockerContainers engine, DockerClient docker, EngineHttp http) {
        this.engine = engine;
        this.docker = docker;
        this.http = http;
    }

    @Override
    public List<ContainerSummary> containers() throws EngineException {
        return engine.call(
                "list its containers",
                () -> docker.listContainersCmd().withShowAll(true).exec().stream()
                        .filter(found -> !engine.isOurs(found.getId(), labels(found.getLabels())))
                        .map(DockerInventory::summary)
                        .toList());
    }

    private static ContainerSummary summary(Container found) {
        String[] names = found.getNames();
        return new ContainerSummary(
                found.getId(),
                // Of a container that others link to, the names behind their slashes are not its own.
                names == null
                        ? found.getId()
                        : Arrays.stream(names)
                                .map(name -> name.replaceFirst("^/", ""))
                                .filter(name -> !name.contains("/"))
                                .findFirst()
                                .orElse(found.getId()),
                text(found.getImage()),
                text(found.getCommand()),
                Instant.ofEpochSecond(number(found.getCreated())),
                text(found.getState()),
                text(found.getStatus()),
                Stream.of(Objects.requireNonNullElse(found.getPorts(), new ContainerPort[0]))
                        .filter(port -> port.getPublicPort() != null)
                        .map(DockerInventory::port)
                        .distinct()
                        .sorted()
                        .toList(),
                labels(found.getLabels()));
    }

    private static String port(ContainerPort port) {
        String address = text(port.getIp());
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + port.getPublicPort() + "->"
                + port.getPrivatePort() + "/" + port.getType();
    }

    @Override
    public List<ImageSummary> images() throws EngineException {
        return engine.call(
                "list its images",
                () -> docker.listImagesCmd().exec().stream()
                        .map(DockerInventory::summary)
                        .toList());
    }

    private static ImageSummary summary(Image found) {
        String[] tags = found.getRepoTags();
        return new ImageSummary(
                found.getId(),
                tags == null
                        ? List.of()
                        : Arrays.stream(tags)
                                .filter(tag -> !tag.equals("<none>:<none>"))
                                .toList(),
                Instant.ofEpochSecond(number(found.getCreated())),
                number(found.getSize()),
                labels(found.getLabels()));
    }

    @Override
    public List<VolumeSummary> volumes() throws EngineException {
        Set<String> own = ownVolumes();
        return engine.call("list its volumes", () -> {
            Set<String> unused = docker.listVolumesCmd().withDanglingFilter(true).exec().getVolumes().stream()
                    .map(found -> found.getName())
                    .collect(Collectors.toSet());
            return docker.listVolumesCmd().exec().getVolumes().stream()
                    .filter(found -> !own.contains(found.getName()))
                    .map(found -> new VolumeSummary(
                            found.getName(),
                            text(found.getDriver()),
                            text(found.getMountpoint()),
                            !unused.contains(found.getName()),
                            labels(found.getLabels())))
                    .toList();
        });
    }

    @Override
    public List<NetworkSummary> networks() throws EngineException {
        return engine.call("list its networks", () -> {
            Set<String> used = networksInUse();
            return docker.listNetworksCmd().exec().stream()
                    .map(found -> summary(found, used.contains(found.getId()) || used.contains(found.getName())))
                    .toList();
        });
    }

    /**
     * The ids and names of those that containers are on, ended ones too. To its own question, which networks dangle, the
     * engine counts those of running containers in.
     */
    private Set<String> networksInUse() {
        Set<String> used = new HashSet<>();
        for (Container container : docker.listContainersCmd().withShowAll(true).exec()) {
            ContainerNetworkSettings settings = container.getNetworkSettings();
            if (settings != null && settings.getNetworks() != null) {
                settings.getNetworks().forEach((name, network) -> {
                    used.add(name);
                    used.add(text(network.getNetworkID()));
                });
            }
        }
        return used;
    }

    @Override
    public List<ContainerSummary> withVolume(String name) throws EngineException {
        return containers("volume", List.of(name));
    }

    @Override
    public List<ContainerSummary> onNetwork(NetworkSummary network) throws EngineException {
        return containers("network", List.of(network.name(), network.id()));
    }

    /** Those that any of the values finds, as the engine's own filter of that name does. */
    private List<ContainerSummary> containers(String filter, List<String> values) throws EngineException {
        return engine.call(
                "list its containers",
                () -> docker.listContainersCmd().withShowAll(true).withFilter(filter, values).exec().stream()
                        .filter(found -> !engine.isOurs(found.getId(), labels(found.getLabels())))
                        .map(DockerInventory::summary)
                        .toList());
    }

    @Override
    public Set<String> ownVolumes() throws EngineException {
        Optional<String> own = engine.ownContainer();
        if (own.isEmpty()) {
            return Set.of();
        }
        return engine.call(
                "list its containers",
                () -> docker.listContainersCmd().withShowAll(true).withIdFilter(List.of(own.get())).exec().stream()
                        .flatMap(found -> Stream.ofNullable(found.getMounts()))
                        .flatMap(List::stream)
                        .flatMap(mount -> Stream.ofNullable(mount.getName()))
                        .collect(Collectors.toSet()));
    }

    private static NetworkSummary summary(Network found, boolean used) {
        List<Network.Ipam.Config> ranges =
                found.getIpam() == null ? null : found.getIpam().getConfig();
        return new NetworkSummary(
                found.getId(),
                found.getName(),
                text(found.getDriver()),
                text(found.getScope()),
                ranges == null
                        ? List.of()
                        : ranges.stream().map(range -> text(range.getSubnet())).toList(),
                Boolean.TRUE.equals(found.getInternal()),
                used || BUILT_IN.contains(found.getName()),
                labels(found.getLabels()));
    }

    @Override
    public Optional<String> describe(Kind kind, String id) throws EngineException {
        String path = switch (kind) {
            case CONTAINER -> "/containers/" + encoded(id) + "/json";
            case IMAGE -> "/images/" + encoded(id) + "/json";
            case VOLUME -> "/volumes/" + encoded(id);
            case NETWORK -> "/networks/" + encoded(id);
        };
        return engine.reach("describe the " + kind.word() + " " + id, () -> {
            try (HttpExchange answer =
                    http.send("GET", path, Map.of("Connection", "close"), new HttpExchange.Body.None())) {
                byte[] body = answer.body().readNBytes(LONGEST_DESCRIPTION);
                if (answer.status() == 404) {
                    return Optional.empty();
                }
                if (answer.status() != 200) {
                    throw Refusals.of("describe the " + kind.word() + " " + id, answer.status(), body);
                }
                if (body.length == LONGEST_DESCRIPTION) {
                    throw new EngineException(
                            EngineException.Kind.REFUSED,
                            "The " + kind.word() + " " + id + " has a description of "
                                    + LONGEST_DESCRIPTION / (1024 * 1024)
                                    + " MiB or more, which is not read. A label of it, perhaps, is as long.");
                }
                return Optional.of(new String(body, UTF_8));
            }
        });
    }

    @Override
    public EngineSummary summary() throws EngineException {
        return engine.call("describe itself", () -> {
            Info info = docker.infoCmd().exec();
            Version version = docker.versionCmd().exec();
            return new EngineSummary(
                    engine.engine(),
                    text(version.getVersion()),
                    text(version.getApiVersion()),
                    text(info.getOperatingSystem()),
                    text(info.getKernelVersion()),
                    text(info.getArchitecture()),
                    (int) number(info.getNCPU()),
                    number(info.getMemTotal()),
                    (int) number(info.getContainersRunning()),
                    (int) number(info.getContainersPaused()),
                    (int) number(info.getContainersStopped()),
                    (int) number(info.getImages()),
                    text(info.getDriver()),
                    text(info.getDockerRootDir()),
                    time(text(info.getSystemTime())),
                    warnings());
        });
    }

    /** The library's class for it lacks them. */
    private List<String> warnings() {
        try (HttpExchange answer =
                http.send("GET", "/info", Map.of("Connection", "close"), new HttpExchange.Body.None())) {
            return Refusals.JSON
                    .readTree(answer.body().readNBytes(LONGEST_DESCRIPTION))
                    .path("Warnings")
                    .valueStream()
                    .map(warning -> warning.asText())
                    .toList();
        } catch (IOException unanswered) {
            return List.of();
        }
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException notSaid) {
            return Instant.EPOCH;
        }
    }

    static String encoded(String name) {
        return URLEncoder.encode(name, UTF_8).replace("+", "%20");
    }

    private static String text(@Nullable String found) {
        return found == null ? "" : found;
    }

    private static long number(@Nullable Number found) {
        return found == null ? 0 : found.longValue();
    }

    private static Map<String, String> labels(@Nullable Map<String, String> found) {
        return found == null ? Map.of() : found;
    }
}
