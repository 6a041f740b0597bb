package io.hatchway.container;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * An image in a listing.
 *
 * @param id its digest with the algorithm, {@code sha256:...}
 * @param tags its names, such as {@code nginx:latest}; none when it lost them
 * @param size in bytes, with the layers it shares with others
 */
public record ImageSummary(String id, List<String> tags, Instant created, long size, Map<String, String> labels) {
    public ImageSummary {
        tags = List.copyOf(tags);
        labels = Map.copyOf(labels);
    }
}
