package io.hatchway.container;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings images to one engine, names them, makes them and sends them away. All calls block; the longer ones answer to
 * interruption by closing their connection, which makes the engine give up.
 */
public interface Images {

    /** Takes news in order. While it blocks, the engine is not read. */
    interface Sink {
        void news(ImageNews news) throws InterruptedException;
    }

    /**
     * What to build.
     *
     * @param names what the image will be called; may be none
     * @param file the recipe's path in the context
     * @param target the stage to stop at; empty: the last
     * @param fresh whether to use nothing of earlier builds
     * @param pull whether to ask registries for newer base images
     * @param logins for the base images
     */
    record Build(
            List<ImageReference> names,
            String file,
            Optional<String> target,
            Map<String, String> arguments,
            boolean fresh,
            boolean pull,
            List<RegistryLogin> logins) {
        public Build {
            names = List.copyOf(names);
            arguments = Map.copyOf(arguments);
            logins = List.copyOf(logins);
        }
    }

    void pull(ImageReference image, Optional<RegistryLogin> login, Sink sink)
            throws EngineException, InterruptedException;

    void push(ImageReference image, Optional<RegistryLogin> login, Sink sink)
            throws EngineException, InterruptedException;

    /** Gives an image a further name, which another image loses that had it. */
    void tag(String imageId, ImageReference name) throws EngineException;

    /**
     * Builds an image.
     *
     * @param context a tar archive, also a compressed one; read to its end before the first news
     */
    void build(Build wish, InputStream context, Sink sink) throws EngineException, InterruptedException;

    /**
     * Takes in images from an archive that {@link #save} or the docker command wrote.
     *
     * @param archive tar, also a compressed one; read to its end before the first news
     */
    void load(InputStream archive, Sink sink) throws EngineException, InterruptedException;

    /**
     * Writes images as a tar archive.
     *
     * @throws java.io.UncheckedIOException when {@code out} would not take it
     */
    void save(List<String> names, OutputStream out) throws EngineException, InterruptedException;

    /**
     * Shows a registry a login.
     *
     * @return the login to keep: where the registry gave a token for the password, with that
     */
    RegistryLogin check(RegistryLogin login) throws EngineException;
}
