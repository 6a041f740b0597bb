package io.hatchway.container;

import io.hatchway.access.Lookup;
import java.util.Optional;
import java.util.function.Consumer;

/** The containers of one engine. All calls may block. */
public interface Containers {

    /** The engine's name in the configuration. */
    String engine();

    /**
     * Finds a container by the name a login gives: its own name, else a compose project's service as
     * {@code project.service} (the lowest number that runs) or {@code project.service.number}. Ids and prefixes of ids
     * are not names.
     */
    Optional<Container> find(String name) throws EngineException;

    /** What a policy may know of the container of that name. */
    default Lookup lookup(String name) {
        try {
            return find(name)
                    .<Lookup>map(found -> new Lookup.Found(found.subject()))
                    .orElse(Lookup.ABSENT);
        } catch (EngineException away) {
            return Lookup.UNKNOWN;
        }
    }

    /** Starts a program in a running container. The caller closes it. */
    Program start(Container container, Launch launch) throws EngineException;

    /**
     * Reads a file inside a container, following symbolic links there.
     *
     * @param limit bytes; a larger file is an error
     * @return empty when there is no such file
     */
    Optional<byte[]> readFile(Container container, String path, int limit) throws EngineException;

    /** The container's files, also when it does not run. */
    Archive archive(Container container);

    /**
     * Tells of events from now on, on a thread of the engine's, until the result is closed. Begins again by itself when
     * the engine was away; what happened meanwhile is not told.
     */
    AutoCloseable follow(Consumer<ContainerEvent> listener);

    /**
     * Ends what an earlier gateway left: every process that carries the tag in the container of that id.
     *
     * @return true when nothing is left, also because the container no longer runs
     */
    boolean sweep(String containerId, String tag) throws EngineException;
}
