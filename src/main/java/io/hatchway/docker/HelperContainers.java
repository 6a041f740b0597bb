package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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
    static final String LABEL = "hatchway.helper";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final DockerClient docker;
    private final Optional<String> configured;
    private final Optional<String> ownContainer;
    private boolean looked;
    private Optional<String> image = Optional.empty();

    HelperContainers(DockerClient docker, Optional<String> configured, Optional<String> ownContainer) {
        this.ownContainer = ownContainer;
        this.docker = docker;
        this.configured = configured;
    }

    boolean available() {
        return image().isPresent();
    }

    /** Runs an argument vector beside the container's processes; returns what it printed. */
    String run(String containerId, List<String> argv) throws IOException {
        String image = image().orElseThrow();
        try {
            String id = docker.createContainerCmd(image)
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
            try {
                docker.startContainerCmd(id).exec();
                docker.waitContainerCmd(id)
                        .exec(new WaitContainerResultCallback())
                        .awaitStatusCode(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                StringBuilder output = new StringBuilder();
                docker.logContainerCmd(id)
                        .withStdOut(true)
                        .exec(new ResultCallback.Adapter<Frame>() {
                            @Override
                            public void onNext(Frame frame) {
                                output.append(new String(frame.getPayload(), UTF_8));
                            }
                        })
                        .awaitCompletion(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                return output.toString();
            } finally {
                docker.removeContainerCmd(id).withForce(true).exec();
            }
        } catch (RuntimeException failed) {
            // Its own exceptions, and plain ones around a connection that broke within an answer.
            throw new IOException("the helper container failed", failed);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopping);
        }
    }

    private synchronized Optional<String> image() {
        if (!looked) {
            image = configured.isPresent() ? configured : ownImage();
            looked = true;
            image.ifPresent(found -> removeForgotten());
        }
        return image;
    }

    /** Helpers that a killed gateway could not remove; a young one may be another gateway's that still reads it. */
    private void removeForgotten() {
        long young = Instant.now().minus(PATIENCE.multipliedBy(2)).getEpochSecond();
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
        } catch (DockerException | UncheckedIOException failed) {
            LOG.warn("forgotten helper containers could not be removed", failed);
        }
    }

    /** The image of the container this gateway runs in. */
    private Optional<String> ownImage() {
        try {
            return ownContainer.map(id -> docker.inspectContainerCmd(id).exec().getImageId());
        } catch (DockerException | UncheckedIOException notOfThisEngine) {
            return Optional.empty();
        }
    }
}
