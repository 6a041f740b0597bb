package io.hatchway.container;

import java.time.Instant;
import java.util.Map;

/**
 * Something that happened on an engine.
 *
 * @param type what it happened to: {@code container}, {@code image}, {@code network}, {@code volume} and so on
 * @param action the engine's word, such as {@code start} or {@code health_status: healthy}
 * @param id of what it happened to
 * @param attributes the engine's; of a container its name, image and labels
 */
public record EngineEvent(Instant time, String type, String action, String id, Map<String, String> attributes) {
    public EngineEvent {
        attributes = Map.copyOf(attributes);
    }

    /** Its name, or its id where it has none. */
    public String name() {
        return attributes.getOrDefault("name", id);
    }
}
