package io.hatchway.e2e;

import java.util.Arrays;
import java.util.List;

/** Helper containers on the engine, which other gateways may use too. */
final class Helpers {
    private static final String LABEL = "hatchway.helper";

    private Helpers() {}

    /** The ids of those for one purpose that share a namespace of a container, whatever their state. */
    static List<String> beside(Box box, String purpose) {
        return of(box, "-aq", "label=" + LABEL + "=" + purpose);
    }

    /** The ids of those that run and share a namespace of a container. */
    static List<String> running(Box box) {
        return of(box, "-q", "label=" + LABEL);
    }

    private static List<String> of(Box box, String which, String filter) {
        String id = Docker.docker("inspect", "--format", "{{.Id}}", box.name());
        return Arrays.stream(Docker.docker("ps", which, "--no-trunc", "--filter", filter)
                        .split("\\s+", -1))
                .filter(helper -> !helper.isBlank())
                .filter(helper -> Docker.tryDocker(
                                "inspect", "--format", "{{.HostConfig.NetworkMode}} {{.HostConfig.PidMode}}", helper)
                        .out()
                        .contains(id))
                .toList();
    }
}
