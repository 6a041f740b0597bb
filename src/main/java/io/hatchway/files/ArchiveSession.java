package io.hatchway.files;

import io.hatchway.container.Archive;
import io.hatchway.container.EngineException;
import java.util.Optional;

/**
 * A container's files by its engine's archive, for one session.
 *
 * @param user whom the session is in the container, as an engine takes one
 */
public record ArchiveSession(Archive archive, Archive.Setting setting, String user) {

    /**
     * Asks the engine how the container was made.
     *
     * @param user empty means the one that the container's maker has said
     */
    public static ArchiveSession of(Archive archive, Optional<String> user) throws EngineException {
        Archive.Setting setting = archive.setting();
        return new ArchiveSession(archive, setting, user.orElse(setting.user()));
    }
}
