package io.hatchway.container;

import java.io.InputStream;
import java.util.Optional;
import java.util.Set;

/**
 * A container's files by its engine's own hand, which needs no program in the image and no running container. The engine
 * works as root, whoever asks: what a session's user may not do is for the caller to refuse. All calls may block.
 */
public interface Archive {

    /** How the container was made, as far as it matters to its files. */
    Setting setting() throws EngineException;

    /**
     * What a path itself is: an answer within milliseconds, where {@link #get} takes tens of them. Links on the way to it
     * are followed inside the container.
     *
     * @param path absolute, in the container's own bytes
     * @return empty when there is no such path
     */
    Optional<Glimpse> look(byte[] path) throws EngineException;

    /**
     * A file, link or folder with everything in it, as a tar stream that begins with itself. Links on the way to it are
     * followed inside the container. The caller closes the stream, at any point.
     *
     * @param path absolute, in the container's own bytes
     * @return empty when there is no such path
     */
    Optional<InputStream> get(byte[] path) throws EngineException;

    /**
     * Unpacks a tar stream into a folder; what is there under the same names is replaced, entry by entry. Where an entry
     * fails, what it was to replace may be gone.
     *
     * @param overFolders whether a folder, with everything in it, may be replaced by what is none
     */
    void put(byte[] folder, InputStream tar, boolean overFolders) throws EngineException;

    /**
     * What a container's maker has said.
     *
     * @param user whom programs run as unless told otherwise; empty means root
     * @param home the HOME that every program is given; empty when that is left to the container's own {@code passwd}
     * @param folder where programs begin; absolute
     * @param mounted where volumes and the host's folders are mounted, which an archive reaches
     * @param hidden where something is mounted for the running container alone (tmpfs, {@code /proc} ...): an archive sees
     *     what lies underneath, and no program of the container does
     * @param runs whether it runs, so that there may be sockets in its folders, of which an archive knows nothing
     * @param restricted whether its root may not do with files what root may by default, as an archive does
     */
    record Setting(
            String user,
            Optional<String> home,
            String folder,
            Set<String> mounted,
            Set<String> hidden,
            boolean runs,
            boolean restricted) {
        public Setting {
            mounted = Set.copyOf(mounted);
            hidden = Set.copyOf(hidden);
        }
    }

    /**
     * What a path is.
     *
     * @param leadsTo for a link: an absolute path nearer to where it leads, which may be none; empty for all else, and
     *     where the engine cannot say it
     */
    record Glimpse(Kind kind, Optional<String> leadsTo) {}

    /** What an archive tells apart. */
    enum Kind {
        FILE,
        FOLDER,
        LINK,
        /** A device, pipe or socket. */
        SPECIAL
    }
}
