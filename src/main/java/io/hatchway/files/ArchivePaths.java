package io.hatchway.files;

import io.hatchway.container.Archive;
import io.hatchway.files.TarReader.Header;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Where paths lead in a container that only its engine can look into. An engine follows the links on the way to a name
 * but not that name's own, and it takes {@code ..} by the words alone; a kernel goes up from where the links before it
 * led, and so does this. All methods block.
 */
final class ArchivePaths {
    /** As many as Linux follows (path_resolution(7)). */
    private static final int MOST_LINKS = 40;

    private final Archive archive;
    private FilePath lastFolder = FilePath.ROOT;

    ArchivePaths(Archive archive) {
        this.archive = archive;
    }

    /** Where a path leads, without dots, and what is there. */
    record Found(FilePath path, Optional<Header> header) {
        private Optional<FilePath> link() {
            return header.filter(Header::isSymbolicLink).map(Header::link);
        }
    }

    /**
     * Looks where a path leads; what is there may be nothing.
     *
     * @param follow whether to follow the last name too
     * @return empty when links lead nowhere or in a circle, or a folder on the way is not there
     */
    Optional<Found> look(FilePath path, boolean follow) throws IOException {
        FilePath at = path;
        for (int links = 0; links <= MOST_LINKS; links++) {
            if (climbs(at)) {
                return walk(at, follow);
            }
            Found found = found(at.normalized());
            if (found.link().isEmpty() || !follow) {
                return found.header().isEmpty() && links > 0 ? Optional.empty() : Optional.of(found);
            }
            at = found.path().parent().resolve(found.link().get());
        }
        return Optional.empty();
    }

    /** A path in which nothing is a link, of which the last name need not be there; empty as for {@link #look}. */
    Optional<FilePath> real(FilePath path) throws IOException {
        return walk(path, true).map(Found::path);
    }

    /** Whether a folder is there. Asked once for many files of one folder: each question costs tens of milliseconds. */
    boolean isThere(FilePath folder) throws IOException {
        if (!folder.equals(lastFolder)) {
            lastFolder = found(folder).header().isPresent() ? folder : FilePath.ROOT;
        }
        return folder.equals(lastFolder);
    }

    private static boolean climbs(FilePath path) {
        return names(path).contains("..");
    }

    private static List<String> names(FilePath path) {
        return List.of(path.latin1().split("/", -1));
    }

    /** Name by name, as a kernel would. */
    private Optional<Found> walk(FilePath path, boolean follow) throws IOException {
        Deque<String> ahead = new ArrayDeque<>(names(path));
        FilePath at = FilePath.ROOT;
        Optional<Found> there = Optional.empty();
        for (int links = 0; !ahead.isEmpty(); ) {
            String name = ahead.remove();
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            if (there.isPresent() && there.get().header().isEmpty()) {
                return Optional.empty();
            }
            if (name.equals("..")) {
                at = at.parent();
                there = Optional.empty();
                continue;
            }
            Found next = found(at.resolve(new FilePath(name)));
            if (next.link().isEmpty() || (ahead.isEmpty() && !follow)) {
                at = next.path();
                there = Optional.of(next);
                continue;
            }
            if (++links > MOST_LINKS) {
                return Optional.empty();
            }
            FilePath link = next.link().get();
            names(link).reversed().forEach(ahead::addFirst);
            if (link.isAbsolute()) {
                at = FilePath.ROOT;
                there = Optional.empty();
            }
        }
        return Optional.of(there.isPresent() ? there.get() : found(at));
    }

    private Found found(FilePath path) throws IOException {
        Optional<InputStream> tar = archive.get(path.bytes());
        if (tar.isEmpty()) {
            return new Found(path, Optional.empty());
        }
        try (InputStream stream = tar.get()) {
            return new Found(path, new TarReader(stream).next());
        }
    }
}
