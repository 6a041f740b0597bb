package io.hatchway.container;

/** Containers made for one program. All calls block. */
public interface OneOffs {

    /** Makes the container; it does not run yet. */
    Container make(OneOff wish) throws EngineException;

    /**
     * Starts it with its streams attached. The container is removed with the program's end where that was wished; it is
     * also when it cannot be started, which is an error of kind NOT_FOUND or REQUEST where the program is the reason.
     */
    Program start(Container made, OneOff wish) throws EngineException;

    /** Starts it with nobody attached. */
    void detach(Container made) throws EngineException;
}
