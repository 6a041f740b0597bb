package io.hatchway.container;

/** The labels compose puts on a service's containers. */
public final class Compose {
    public static final String PROJECT = "com.docker.compose.project";
    public static final String SERVICE = "com.docker.compose.service";
    public static final String NUMBER = "com.docker.compose.container-number";
    public static final String ONE_OFF = "com.docker.compose.oneoff";

    private Compose() {}
}
