package io.hatchway.docker;

import com.github.dockerjava.api.model.Container;
import io.hatchway.container.Compose;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The labels compose puts on a service's containers. Pure. */
final class ComposeLabels {
    private ComposeLabels() {}

    static Map<String, String> filter(String project, String service, Optional<String> number) {
        Map<String, String> filter = new TreeMap<>();
        filter.put(Compose.PROJECT, project);
        filter.put(Compose.SERVICE, service);
        number.ifPresent(wanted -> filter.put(Compose.NUMBER, wanted));
        return filter;
    }

    /** The id of the service's container to enter: running before not, then the lowest number; never a one-off. */
    static Optional<String> choose(List<Container> found) {
        return found.stream()
                .filter(container ->
                        !"True".equalsIgnoreCase(container.getLabels().get(Compose.ONE_OFF)))
                .min(Comparator.comparing((Container container) -> !"running".equals(container.getState()))
                        .thenComparingInt(ComposeLabels::number))
                .map(Container::getId);
    }

    private static int number(Container container) {
        try {
            return Integer.parseInt(container.getLabels().getOrDefault(Compose.NUMBER, ""));
        } catch (NumberFormatException unnumbered) {
            return Integer.MAX_VALUE;
        }
    }
}
