package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import io.hatchway.container.Container;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
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
 * Short-lived containers of an image we trust that share another container's pid namespace: how a gateway that runs
 * in a container itself reaches processes of images without a shell. They have no network, no volumes, and of root's
 * capabilities only what reading and signalling other users' processes takes.
 */
final class HelperContainers {
    private static final Logger LOG = LoggerFactory.getLogger(HelperContainers.class);

    /** Marks helpers, so that a person can tell where they come from. */
    static final String LABEL = Container.HELPER;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MOST_AT_ONCE = 8;

    private final DockerClient docker;
    private final Optional<String> configured;
    private final Optional<String> ownContainer;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE, true);
    private final AtomicReference<@Nullable Optional<String>> image = new AtomicReference<>();

    HelperContainers(DockerClient docker, Optional<String> configured, Optional<String> ownContainer) {
        this.ownContainer = ownContainer;
        this.docker = docker;
        this.configured = configured;
    }

    /** Whether there is an image for them. */
    boolean available() throws IOException {
        return image().isPresent();
    }

    /** Runs an argument vector beside the container's processes; returns what it printed. A few run at once. */
    String run(String containerId, List<String> argv) throws IOException {
        String image = image().orElseThrow();
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
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopping);
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
            docker.removeContainerCmd(id).withForce(true).exec();
        }
    }

    /** Remembered once known: an engine that fails to say may say so later. */
    private Optional<String> image() throws IOException {
        Optional<String> known = image.get();
        if (known != null) {
            return known;
        }
        Optional<String> found = configured.isPresent() ? configured : ownImage();
        if (image.compareAndSet(null, found) && found.isPresent()) {
            removeForgotten();
        }
        return found;
    }

    /** Helpers that a killed gateway could not remove; a young one may be another gateway's that still reads it. */
    private void removeForgotten() {
        long young = Instant.now().minus(PATIENCE.multipliedBy(4)).getEpochSecond();
        try {
            docker
                    .listContainersCmd()
                    .withShowAll(true)
                    .withLabelFilter(List.of(LABEL))
                    .withStatusFilter(List.of("exited", "created"))
                    .exec()
                    .stream()
                    .filter(helper -> helper.getCreated() < young)
                    .forEach(helper -> docker.removeContainerCmd(helper.getId()).exec());
        } catch (RuntimeException failed) {
            LOG.warn("forgotten helper containers could not be removed", failed);
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
