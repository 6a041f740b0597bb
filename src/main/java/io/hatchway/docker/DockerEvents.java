package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import io.hatchway.container.EngineEvent;
import io.hatchway.container.EngineException;
import io.hatchway.container.Events;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What happens on one Docker Engine, on a connection of its own for each reader. */
final class DockerEvents implements Events {
    private final DockerContainers engine;
    private final EngineHttp http;

    DockerEvents(DockerContainers engine, EngineHttp http) {
        this.engine = engine;
        this.http = http;
    }

    @Override
    public void read(Optional<Instant> since, Optional<Instant> until, Sink sink)
            throws EngineException, InterruptedException {
        StringBuilder target = new StringBuilder("/events");
        String separator = "?";
        if (since.isPresent()) {
            target.append(separator).append("since=").append(DockerLogs.seconds(since.get()));
            separator = "&";
        }
        if (until.isPresent()) {
            target.append(separator).append("until=").append(DockerLogs.seconds(until.get()));
        }
        Interruption.of("tell its events", engine, () -> copy(target.toString(), sink));
    }

    private void copy(String target, Sink sink) throws IOException, InterruptedException {
        try (HttpExchange answer =
                http.send("GET", target, Map.of("Connection", "close"), new HttpExchange.Body.None())) {
            if (answer.status() != 200) {
                throw Refusals.of(
                        "tell its events", answer.status(), answer.body().readNBytes(64 * 1024));
            }
            try (MappingIterator<JsonNode> events = Refusals.JSON
                    .readerFor(JsonNode.class)
                    .readValues(new java.io.InputStreamReader(answer.body(), UTF_8))) {
                while (events.hasNextValue()) {
                    sink.event(event(events.nextValue()));
                }
            }
        }
    }

    private static EngineEvent event(JsonNode node) {
        long nanos = node.path("timeNano").asLong();
        Map<String, String> attributes = new HashMap<>();
        node.path("Actor")
                .path("Attributes")
                .properties()
                .forEach(
                        entry -> attributes.put(entry.getKey(), entry.getValue().asText()));
        return new EngineEvent(
                Instant.ofEpochSecond(nanos / 1_000_000_000, nanos % 1_000_000_000),
                node.path("Type").asText(),
                node.path("Action").asText(),
                node.path("Actor").path("ID").asText(),
                attributes);
    }
}
