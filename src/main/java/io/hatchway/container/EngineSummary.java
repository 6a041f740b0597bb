package io.hatchway.container;

import java.time.Instant;
import java.util.List;

/**
 * What an engine tells of itself.
 *
 * @param memory the host's, in bytes
 * @param folder where it keeps images and containers on its host
 * @param clock what time it has
 * @param warnings the engine's own
 */
public record EngineSummary(
        String name,
        String version,
        String apiVersion,
        String system,
        String kernel,
        String architecture,
        int processors,
        long memory,
        int running,
        int paused,
        int stopped,
        int images,
        String storage,
        String folder,
        Instant clock,
        List<String> warnings) {
    public EngineSummary {
        warnings = List.copyOf(warnings);
    }
}
