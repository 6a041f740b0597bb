package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import io.hatchway.container.Container;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Containers of an image we trust that share a namespace of another container, for a gateway that has no other way in.
 * They have a read-only root and no volumes.
 *
 * <p>Those that share its processes live for a moment: how a gateway that runs in a container itself reaches processes of
 * images without a shell. They have no network, and of root's capabilities only what reading and signalling other users'
 * processes takes. Those that share its network have no capabilities at all; those for its files share both, and give up what they
 * began with before they listen to anybody; those with tools share both and are for people who were granted them. These
 * live as long as somebody speaks to them.
 */
final class HelperContainers {
    private static final Logger LOG = LoggerFactory.getLogger(HelperContainers.class);

    /** Marks helpers, so that a person can tell where they come from. */
    static final String LABEL = Container.HELPER;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** No helper that anybody still waits for is this old and does not run. */
    private static final Duration FORGOTTEN = Duration.ofSeconds(40);

    private static final Duration LOOK = Duration.ofMinutes(1);
    private static final int MOST_AT_ONCE = 8;
    private static final long MOST_PROCESSES = 64;
    private static final long MOST_TOOLS = 512;
    private static final long MOST_MEMORY = 256L << 20;
    /** What people's own programs, and what they keep in {@code /tmp}, may take. */
    private static final long MOST_FOR_TOOLS = 1L << 30;

    private final EngineHttp http;
    private final DockerClient docker;
    private final Optional<String> configured;
    private final Optional<String> ownContainer;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE, true);
    private final AtomicReference<@Nullable Optional<String>> image = new AtomicReference<>();

    HelperContainers(EngineHttp http, DockerClient docker, Optional<String> configured, Optional<String> ownContainer) {
        this.http = http;
        this.ownContainer = ownContainer;
        this.docker = docker;
        this.configured = configured;
    }

    /** Whether there is an image for them. */
    boolean available() throws IOException {
        return image().isPresent();
    }

    /** Whether it is the container this gateway runs in. */
    boolean isOwn(String containerId) {
        return ownContainer.filter(containerId::equals).isPresent();
    }

    /** Runs an argument vector beside the container's processes; returns what it printed. A few run at once. */
    String run(String containerId, List<String> argv) throws IOException {
        String image = image().orElseThrow();
        return Apart.run("helper beside processes", () -> limited(image, containerId, argv), printed -> {});
    }

    private String limited(String image, String containerId, List<String> argv) throws IOException {
        try {
            places.acquire();
            try {
                return outputOf(create(image, containerId, argv));
            } finally {
                places.release();
            }
        } catch (RuntimeException failed) {
            // Its own exceptions, and plain ones around a connection that broke within an answer.
            throw new IOException("the helper container failed", failed);
        } catch (InterruptedException nobodyDoes) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", nobodyDoes);
        }
    }

    private String create(String image, String containerId, List<String> argv) {
        return docker.createContainerCmd(image)
                .withEntrypoint(argv)
                .withCmd(List.of())
                .withUser("0")
                .withLabels(Map.of(LABEL, "processes"))
                .withHostConfig(HostConfig.newHostConfig()
                        .withPidMode("container:" + containerId)
                        .withNetworkMode("none")
                        .withReadonlyRootfs(true)
                        .withCapDrop(Capability.ALL)
                        .withCapAdd(Capability.KILL, Capability.SYS_PTRACE, Capability.DAC_READ_SEARCH)
                        .withSecurityOpts(List.of("no-new-privileges")))
                .exec()
                .getId();
    }

    /**
     * Starts a program that shares a container's network and nothing else, and ends with its input: nothing is left of it
     * when this gateway is killed.
     */
    ExecStream beside(String containerId, List<String> argv) throws IOException {
        String image = image().orElseThrow();
        try {
            String id = attachable(image, argv, "network")
                    .withUser("65534:65534")
                    .withHostConfig(lasting(containerId)
                            .withPidsLimit(MOST_PROCESSES)
                            .withMemory(MOST_MEMORY)
                            .withCapDrop(Capability.ALL))
                    .exec()
                    .getId();
            return attachedAndStarted(id);
        } catch (RuntimeException failed) {
            throw new IOException("the helper container failed", failed);
        }
    }

    /**
     * Starts a relay that shares a container's processes and network, begins as root, and takes on the files of the first of
     * those processes and a user's ids. Of root's rights it keeps the one to pass over permissions, where that user is root
     * and the container's own root may.
     */
    ExecStream within(String containerId, Account user) throws IOException {
        String image = image().orElseThrow();
        try {
            boolean passesOver = user.uid() == 0 && dropsNothing(containerId);
            List<Capability> needed = new ArrayList<>(
                    List.of(Capability.SYS_PTRACE, Capability.SYS_CHROOT, Capability.SETUID, Capability.SETGID));
            if (passesOver) {
                needed.add(Capability.DAC_OVERRIDE);
            }
            String id = attachable(image, Relay.argvWithin(user, passesOver), "files")
                    .withUser("0")
                    .withHostConfig(lasting(containerId)
                            .withPidMode("container:" + containerId)
                            .withPidsLimit(MOST_PROCESSES)
                            .withMemory(MOST_MEMORY)
                            .withCapDrop(Capability.ALL)
                            .withCapAdd(needed.toArray(Capability[]::new)))
                    .exec()
                    .getId();
            return attachedAndStarted(id);
        } catch (RuntimeException failed) {
            throw new IOException("the helper container failed", failed);
        }
    }

    private boolean dropsNothing(String containerId) {
        Capability[] dropped =
                docker.inspectContainerCmd(containerId).exec().getHostConfig().getCapDrop();
        return dropped == null || dropped.length == 0;
    }

    /** Takes a container that has just begun. */
    interface Use<T> {
        T of(String id, ExecStream input) throws IOException;
    }

    /**
     * Starts a container that shares a container's processes and network, for a person to look into it: its root may do
     * what root of a container may, and look through other processes' eyes. It ends with its input.
     *
     * @param use what is made of it; where that fails nothing of it is left
     */
    <T> T tools(String containerId, Use<T> use) throws IOException {
        String image = image().orElseThrow();
        try {
            String id = attachable(image, List.of("cat"), "tools")
                    .withUser("0")
                    .withHostConfig(lasting(containerId)
                            .withPidMode("container:" + containerId)
                            .withTmpFs(Map.of("/tmp", ""))
                            .withPidsLimit(MOST_TOOLS)
                            .withMemory(MOST_FOR_TOOLS)
                            .withCapAdd(Capability.SYS_PTRACE))
                    .exec()
                    .getId();
            ExecStream input = attachedAndStarted(id);
            try {
                return use.of(id, input);
            } catch (IOException | RuntimeException failed) {
                input.close();
                throw failed;
            }
        } catch (RuntimeException failed) {
            throw new IOException("the helper container failed", failed);
        }
    }

    private CreateContainerCmd attachable(String image, List<String> argv, String purpose) {
        return docker.createContainerCmd(image)
                .withEntrypoint(argv)
                .withCmd(List.of())
                .withStdinOpen(true)
                .withStdInOnce(true)
                .withAttachStdin(true)
                .withAttachStdout(true)
                .withAttachStderr(true)
                .withLabels(Map.of(LABEL, purpose));
    }

    private static HostConfig lasting(String containerId) {
        return HostConfig.newHostConfig()
                .withNetworkMode("container:" + containerId)
                .withReadonlyRootfs(true)
                .withAutoRemove(true)
                // Whatever passes through would be kept on the engine's disk, and slowly.
                .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE))
                .withSecurityOpts(List.of("no-new-privileges"));
    }

    private ExecStream attachedAndStarted(String id) throws IOException {
        Optional<HttpExchange> attached = Optional.empty();
        try {
            HttpExchange answer = http.send(
                    "POST",
                    "/containers/" + id + "/attach?stream=1&stdin=1&stdout=1&stderr=1",
                    Map.of("Connection", "Upgrade", "Upgrade", "tcp"),
                    new HttpExchange.Body.None());
            attached = Optional.of(answer);
            if (answer.status() != 101 && answer.status() != 200) {
                throw new IOException("the engine answered " + answer.status() + " to an attach");
            }
            docker.startContainerCmd(id).exec();
            return new ExecStream(answer, true);
        } catch (IOException | RuntimeException failed) {
            attached.ifPresent(HttpExchange::close);
            remove(id);
            throw failed;
        }
    }

    /** What cannot be removed now is forgotten, and found again by its label. */
    private void remove(String id) {
        try {
            docker.removeContainerCmd(id).withForce(true).exec();
        } catch (NotFoundException alreadyGone) {
            LOG.debug("a helper container has removed itself", alreadyGone);
        } catch (RuntimeException failed) {
            LOG.warn("the helper container {} could not be removed; this is tried again later", id, failed);
        }
    }

    /** Runs a container to its end and removes it. */
    private String outputOf(String id) throws IOException, InterruptedException {
        StringBuilder output = new StringBuilder();
        try (WaitContainerResultCallback end = new WaitContainerResultCallback();
                ResultCallback.Adapter<Frame> log = new ResultCallback.Adapter<>() {
                    @Override
                    public void onNext(Frame frame) {
                        output.append(new String(frame.getPayload(), UTF_8));
                    }
                }) {
            docker.startContainerCmd(id).exec();
            docker.waitContainerCmd(id).exec(end).awaitStatusCode(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            docker.logContainerCmd(id).withStdOut(true).exec(log);
            if (!log.awaitCompletion(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("the helper container's output does not end");
            }
            return output.toString();
        } finally {
            remove(id);
        }
    }

    /** Remembered once known: an engine that fails to say may say so later. */
    private Optional<String> image() throws IOException {
        Optional<String> known = image.get();
        if (known != null) {
            return known;
        }
        Optional<String> found = configured.isPresent() ? configured : ownImage();
        image.compareAndSet(null, found);
        return found;
    }

    /** Removes helpers that nobody will, again and again until interrupted. */
    void sweep() {
        try {
            while (true) {
                removeForgotten();
                Thread.sleep(LOOK);
            }
        } catch (InterruptedException closed) {
            // the gateway stops
        }
    }

    /**
     * Helpers that a killed gateway, or one whose engine was away, could not remove; a young one may be another gateway's
     * that still needs it.
     */
    private void removeForgotten() {
        long young = Instant.now().minus(FORGOTTEN).getEpochSecond();
        try {
            docker
                    .listContainersCmd()
                    .withShowAll(true)
                    .withLabelFilter(List.of(LABEL))
                    .withStatusFilter(List.of("exited", "created", "dead"))
                    .exec()
                    .stream()
                    .filter(helper -> helper.getCreated() < young)
                    .forEach(helper -> remove(helper.getId()));
        } catch (RuntimeException failed) {
            LOG.debug("forgotten helper containers were not looked for", failed);
        }
    }

    /** The image of the container this gateway runs in; empty when that is no container of this engine's. */
    private Optional<String> ownImage() throws IOException {
        try {
            return ownContainer.map(id -> docker.inspectContainerCmd(id).exec().getImageId());
        } catch (NotFoundException notOfThisEngine) {
            return Optional.empty();
        } catch (RuntimeException failed) {
            throw new IOException("the image for helper containers is not known", failed);
        }
    }
}
