package io.hatchway.container;

import java.util.List;
import java.util.Map;

/**
 * A network in a listing.
 *
 * @param internal whether it leads nowhere else
 * @param used whether a container is on it, or the engine needs it itself
 */
public record NetworkSummary(
        String id,
        String name,
        String driver,
        String scope,
        List<String> subnets,
        boolean internal,
        boolean used,
        Map<String, String> labels) {
    public NetworkSummary {
        subnets = List.copyOf(subnets);
        labels = Map.copyOf(labels);
    }
}
