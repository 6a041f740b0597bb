package io.hatchway.container;

import java.io.InputStream;
import java.util.Optional;

/**
 * A container's files by its engine's own hand, which needs no program in the image and no running container. The engine
 * works as root, whoever asks: what a session's user may not do is for the caller to refuse. All calls may block.
 */
public interface Archive {

    /** The user that the container's programs run as unless told otherwise, as its image says; empty means root. */
    String user() throws EngineException;

    /**
     * A file, link or folder with everything in it, as a tar stream that begins with itself. Links on the way to it are
     * followed inside the container. The caller closes the stream, at any point.
     *
     * @param path absolute, in the container's own bytes
     * @return empty when there is no such path
     */
    Optional<InputStream> get(byte[] path) throws EngineException;

    /** Unpacks a tar stream into a folder; what is there under the same names is replaced. */
    void put(byte[] folder, InputStream tar) throws EngineException;
}
