package io.hatchway.container;

import io.hatchway.access.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A container in a listing: what an engine tells of all of them in one call.
 *
 * @param id the engine's full id
 * @param name its name, without a leading slash
 * @param image the image as it was asked for
 * @param command the command line of its first process
 * @param state the engine's word: {@code running}, {@code exited}, {@code paused} and so on
 * @param status the engine's sentence, such as {@code Up 2 hours (healthy)}
 * @param ports published ports, such as {@code 127.0.0.1:8080->80/tcp}
 */
public record ContainerSummary(
        String id,
        String name,
        String image,
        String command,
        Instant created,
        String state,
        String status,
        List<String> ports,
        Map<String, String> labels) {

    public ContainerSummary {
        ports = List.copyOf(ports);
        labels = Map.copyOf(labels);
    }

    /** The compose project it belongs to. */
    public Optional<String> project() {
        return Optional.ofNullable(labels.get(Compose.PROJECT));
    }

    /** Its service, as {@code project.service}. */
    public Optional<String> service() {
        return project().map(of -> of + "." + labels.getOrDefault(Compose.SERVICE, ""));
    }

    public boolean isRunning() {
        return state.equals("running");
    }

    /** What a policy may know of it; whom it runs as is not told in listings. */
    public Subject subject() {
        return Compose.subject(name, labels, "");
    }
}
