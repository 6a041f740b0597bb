package io.hatchway.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.Volume;
import io.hatchway.container.Archive;
import io.hatchway.container.Container;
import io.hatchway.container.EngineException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One container's files by a Docker Engine's archive calls. */
final class DockerArchive implements Archive {
    /** What an engine mounts in every running container, with more beneath. */
    private static final List<String> KERNELS = List.of("/proc", "/sys", "/dev");

    private static final String HOME = "HOME=";

    /** What root needs to pass over files' permissions, and to change their owners and modes. */
    private static final List<Capability> FOR_FILES =
            List.of(Capability.DAC_OVERRIDE, Capability.CHOWN, Capability.FOWNER, Capability.FSETID);

    private final DockerContainers engine;
    private final ContainerFiles files;
    private final Container container;

    DockerArchive(DockerContainers engine, ContainerFiles files, Container container) {
        this.engine = engine;
        this.files = files;
        this.container = container;
    }

    @Override
    public Setting setting() throws EngineException {
        return setting(engine.description(container));
    }

    /** Pure. */
    static Setting setting(InspectContainerResponse described) {
        Optional<ContainerConfig> config = Optional.ofNullable(described.getConfig());
        Set<String> alone = tmpfs(Optional.ofNullable(described.getHostConfig()));
        Stream<String> volumes = Optional.ofNullable(described.getMounts()).stream()
                .flatMap(List::stream)
                .flatMap(mount -> Stream.ofNullable(mount.getDestination()))
                .map(Volume::getPath)
                .filter(path -> !alone.contains(path));
        Set<String> mounted = Stream.concat(volumes, own(described)).collect(Collectors.toSet());
        Set<String> hidden = new HashSet<>(KERNELS);
        hidden.removeAll(mounted);
        hidden.addAll(alone);
        return new Setting(
                config.flatMap(made -> Optional.ofNullable(made.getUser())).orElse(""),
                config.stream()
                        .flatMap(made -> Stream.ofNullable(made.getEnv()))
                        .flatMap(Arrays::stream)
                        .filter(word -> word.startsWith(HOME))
                        .map(word -> word.substring(HOME.length()))
                        .findFirst(),
                config.flatMap(made -> Optional.ofNullable(made.getWorkingDir()))
                        .filter(folder -> folder.startsWith("/"))
                        .orElse("/"),
                mounted,
                hidden,
                Optional.ofNullable(described.getState())
                        .map(state -> Boolean.TRUE.equals(state.getRunning()))
                        .orElse(true),
                isRestricted(Optional.ofNullable(described.getHostConfig())));
    }

    private static boolean isRestricted(Optional<HostConfig> config) {
        Set<Capability> dropped = capabilities(config.map(HostConfig::getCapDrop));
        Set<Capability> added = capabilities(config.map(HostConfig::getCapAdd));
        return FOR_FILES.stream()
                .anyMatch(one -> (dropped.contains(Capability.ALL) || dropped.contains(one))
                        && !added.contains(Capability.ALL)
                        && !added.contains(one));
    }

    private static Set<Capability> capabilities(Optional<Capability[]> given) {
        return given.map(all -> Set.copyOf(List.of(all))).orElse(Set.of());
    }

    /** Files that the engine keeps for a container. */
    private static Stream<String> own(InspectContainerResponse described) {
        Map<String, Optional<String>> files = Map.of(
                "/etc/hosts", Optional.ofNullable(described.getHostsPath()),
                "/etc/hostname", Optional.ofNullable(described.getHostnamePath()),
                "/etc/resolv.conf", Optional.ofNullable(described.getResolvConfPath()));
        return files.entrySet().stream()
                .filter(file -> file.getValue().filter(path -> !path.isEmpty()).isPresent())
                .map(Map.Entry::getKey);
    }

    private static Set<String> tmpfs(Optional<HostConfig> config) {
        Stream<String> options = config.stream()
                .flatMap(made -> Stream.ofNullable(made.getTmpFs()))
                .flatMap(mounts -> mounts.keySet().stream());
        Stream<String> mounts = config.stream()
                .flatMap(made -> Stream.ofNullable(made.getMounts()))
                .flatMap(List::stream)
                .filter(mount -> mount.getType() == MountType.TMPFS)
                .flatMap(mount -> Stream.ofNullable(mount.getTarget()));
        return Stream.concat(options, mounts).collect(Collectors.toSet());
    }

    @Override
    public Optional<Glimpse> look(byte[] path) throws EngineException {
        return engine.reach("look at files in " + container.name(), () -> files.look(container, path));
    }

    @Override
    public Optional<InputStream> get(byte[] path) throws EngineException {
        return engine.reach("read files in " + container.name(), () -> files.get(container, path));
    }

    @Override
    public void put(byte[] folder, InputStream tar, boolean overFolders) throws EngineException {
        engine.reach("write files in " + container.name(), () -> files.put(container, folder, tar, overFolders));
    }
}
