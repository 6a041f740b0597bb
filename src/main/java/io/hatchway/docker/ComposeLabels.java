package io.hatchway.docker;

import com.github.dockerjava.api.model.Container;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The labels compose puts on a service's containers. Pure. */
final class ComposeLabels {
    private static final String PREFIX = "com.docker.compose.";
    private static final String NUMBER = PREFIX + "container-number";

    private ComposeLabels() {}

    static Map<String, String> filter(String project, String service, Optional<String> number) {
        Map<String, String> filter = new TreeMap<>();
        filter.put(PREFIX + "project", project);
        filter.put(PREFIX + "service", service);
        number.ifPresent(wanted -> filter.put(NUMBER, wanted));
        return filter;
    }

    /** The id of the service's container to enter: running before not, then the lowest number; never a one-off. */
    static Optional<String> choose(List<Container> found) {
        return found.stream()
                .filter(container ->
                        !"True".equalsIgnoreCase(container.getLabels().get(PREFIX + "oneoff")))
                .min(Comparator.comparing((Container container) -> !"running".equals(container.getState()))
                        .thenComparingInt(ComposeLabels::number))
                .map(Container::getId);
    }

    private static int number(Container container) {
        try {
            return Integer.parseInt(container.getLabels().getOrDefault(NUMBER, ""));
        } catch (NumberFormatException unnumbered) {
            return Integer.MAX_VALUE;
        }
    }
}
