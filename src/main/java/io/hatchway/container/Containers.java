package io.hatchway.container;

import io.hatchway.access.Lookup;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

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
     * Connects from inside a running container, without needing anything in its image. The caller closes the result.
     *
     * @param user whom a place may ask who connects, and whose permissions a socket file asks; empty means the image's own
     * @param allowed which addresses a name may lead to
     * @throws UnreachableException when nothing answers there, or none of its addresses is allowed
     * @throws EngineException when there is no way into the container's network
     */
    Duplex dial(Container container, Optional<String> user, Destination place, Predicate<InetAddress> allowed)
            throws UnreachableException, EngineException;

    /**
     * Listens in a running container: on its own loopback, whatever host is named, or at a socket in a folder that is made
     * for it, where its user alone may connect. The caller closes the result.
     *
     * @param user whose the socket is; empty means the image's own
     * @param place port 0 for any
     * @throws UnreachableException when it cannot be had, for example because something listens there
     * @throws EngineException when there is no way into the container's network
     */
    Listening listen(Container container, Optional<String> user, Destination place)
            throws UnreachableException, EngineException;

    /**
     * Starts a container of tools beside a running one. It ends with this gateway; the caller closes it.
     *
     * @throws EngineException when there is no image with tools, or the container shares its processes or network with others
     */
    Tools tools(Container beside) throws EngineException;

    /** Whether a container runs that was seen running, and has not ended since. */
    boolean stillRuns(Container then) throws EngineException;

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
