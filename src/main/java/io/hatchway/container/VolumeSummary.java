package io.hatchway.container;

import java.util.Map;

/**
 * A volume in a listing.
 *
 * @param place where its files are on the engine's host
 * @param used whether a container has it, running or not
 */
public record VolumeSummary(String name, String driver, String place, boolean used, Map<String, String> labels) {
    public VolumeSummary {
        labels = Map.copyOf(labels);
    }
}
