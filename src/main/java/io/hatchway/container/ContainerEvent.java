package io.hatchway.container;

/** Something that happened to a container, which its sessions should hear of. */
public sealed interface ContainerEvent {

    /** The container's full id. */
    String containerId();

    /** Its processes are frozen. */
    record Paused(String containerId) implements ContainerEvent {}

    /** Its processes go on. */
    record Unpaused(String containerId) implements ContainerEvent {}
}
