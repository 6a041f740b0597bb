package io.hatchway.container;

import io.hatchway.access.Subject;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The labels compose puts on a service's containers. */
public final class Compose {
    public static final String PROJECT = "com.docker.compose.project";
    public static final String SERVICE = "com.docker.compose.service";
    public static final String NUMBER = "com.docker.compose.container-number";
    public static final String ONE_OFF = "com.docker.compose.oneoff";

    private Compose() {}

    /** What a policy may know of a thing with this name and these labels. */
    public static Subject subject(String name, Map<String, String> labels, String user) {
        Set<String> names = new HashSet<>(Set.of(name));
        Optional<String> project = Optional.ofNullable(labels.get(PROJECT));
        project.ifPresent(of -> {
            String service = of + "." + labels.getOrDefault(SERVICE, "");
            names.add(service);
            names.add(service + "." + labels.getOrDefault(NUMBER, ""));
        });
        return new Subject(names, labels, project, user);
    }
}
