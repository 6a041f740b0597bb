package io.hatchway.container;

/** Changes what there is on an engine. All calls block until the engine has done it. */
public interface Lifecycle {

    /** How a container is, as far as it checks itself. */
    enum Health {
        /** It has no check. */
        UNKNOWN,
        STARTING,
        HEALTHY,
        UNHEALTHY,
        /** It does not run. */
        ENDED
    }

    void apply(String containerId, Change change) throws EngineException;

    Health health(String containerId) throws EngineException;

    /** Removes a thing that nothing uses; a container that does not run. */
    void remove(Kind kind, String id) throws EngineException;
}
