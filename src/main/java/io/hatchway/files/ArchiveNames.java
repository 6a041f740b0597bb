package io.hatchway.files;

import io.hatchway.container.Archive;
import io.hatchway.container.Archive.Kind;
import io.hatchway.container.EngineException;
import io.hatchway.files.Answer.Entry;
import io.hatchway.files.Answer.Failed;
import io.hatchway.files.ArchivePaths.Found;
import io.hatchway.files.TarReader.Header;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is done by name over an engine's archive. A file that the session is writing is the one it has written so far. */
final class ArchiveNames {
    /** What an entry holds of memory, about. */
    private static final int ENTRY = 400;

    private static final int MOST_MADE = 10_000;

    private final Archive archive;
    private final ArchivePaths paths;
    private final ArchiveFiles files;
    private final ArchiveMoves moves;
    private final boolean runs;
    /** Folders in which there is nothing but what the session may know of. */
    private final Set<FilePath> made = new HashSet<>();

    /** @param runs whether the container does */
    ArchiveNames(Archive archive, boolean runs, ArchivePaths paths, ArchiveFiles files) {
        this.archive = archive;
        this.runs = runs;
        this.paths = paths;
        this.files = files;
        this.moves = new ArchiveMoves(archive, paths, files);
    }

    Answer stat(FilePath path, boolean follow) throws IOException {
        Found found = paths.look(path, follow);
        Optional<Draft> written = files.draft(found.path());
        if (written.isPresent()) {
            return new Answer.Stat(written.get().stat());
        }
        return found.there().isEmpty()
                ? ArchiveRefusals.NO_SUCH_FILE
                : new Answer.Stat(paths.header(found.path()).stat());
    }

    Answer list(FilePath path) throws IOException {
        FilePath folder = paths.existing(path, true).path();
        Map<String, FileStat> entries = new LinkedHashMap<>();
        try (ArchiveEntry tar = ArchiveEntry.open(archive, folder)
                .orElseThrow(() -> new RefusedException(ArchiveRefusals.NO_SUCH_FILE))) {
            if (!tar.header().stat().isFolder()) {
                return ArchiveRefusals.NOT_A_FOLDER;
            }
            long read = 0;
            for (Optional<Header> next = tar.content().next();
                    next.isPresent();
                    next = tar.content().next()) {
                Header header = next.get();
                Optional<String> first = header.isHardLink() ? tar.insideLinked(header) : Optional.empty();
                FileStat stat = first.map(entries::get).orElse(header.stat());
                tar.inside(header).ifPresent(name -> entries.put(name, stat));
                read += header.stat().size() + ArchiveEntry.NAME;
                if (read > ArchiveEntry.LONGEST_FOLDER) {
                    return ArchiveRefusals.tooMuchToList(ArchiveEntry.LONGEST_FOLDER / 1024 / 1024);
                }
            }
        }
        files.drafts()
                .forEach(draft -> draft.nameIn(folder).ifPresent(name -> entries.put(name.latin1(), draft.stat())));
        return new Answer.Listing(
                entries.entrySet().stream()
                        .map(entry -> new Entry(new FilePath(entry.getKey()), entry.getValue()))
                        .toList(),
                (long) entries.size() * ENTRY);
    }

    /** What is there is sent back to where it came from, under a header with other words. */
    Answer change(FilePath path, Changes changes) throws IOException {
        Found found = paths.replaceable(path, true);
        Optional<Draft> written = files.draft(found.path());
        if (written.isPresent()) {
            return written.get().change(changes);
        } else if (found.there().isEmpty()) {
            return ArchiveRefusals.NO_SUCH_FILE;
        }
        FilePath real = found.path();
        return switch (found.there().get().kind()) {
            case FILE -> {
                Draft draft = files.draftOf(real, changes.size().equals(Optional.of(0L)));
                try {
                    Answer changed = draft.change(changes);
                    yield changed instanceof Failed ? changed : draft.commit();
                } finally {
                    draft.discard();
                }
            }
            case FOLDER -> {
                if (real.equals(FilePath.ROOT) || changes.size().isPresent()) {
                    yield ArchiveRefusals.NOT_CHANGED;
                }
                FileStat stat = paths.header(real).stat().with(changes);
                yield put(real, '5', stat, "");
            }
            case LINK, SPECIAL -> ArchiveRefusals.NOT_CHANGED;
        };
    }

    /** @param stat what a new folder or link is to be */
    Answer make(FilePath path, char type, FileStat stat, String link) throws IOException {
        Found found = paths.reach(path, false);
        if (found.there().isPresent() || files.draft(found.path()).isPresent()) {
            return ArchiveRefusals.FILE_EXISTS;
        }
        Answer done = put(found.path(), type, stat, link);
        if (type == '5' && made.size() < MOST_MADE) {
            made.add(found.path());
        }
        return done;
    }

    private Answer put(FilePath at, char type, FileStat stat, String link) throws EngineException {
        Header header = new Header(at.fileName(), stat, type, new FilePath(link));
        archive.put(at.parent().bytes(), TarWriter.stream(header, InputStream.nullInputStream()), false);
        return Answer.DONE;
    }

    Answer readLink(FilePath path) throws IOException {
        Found found = paths.existing(path, false);
        return found.is(Kind.LINK) ? new Answer.Name(paths.header(found.path()).link()) : ArchiveRefusals.NOT_A_LINK;
    }

    Answer real(FilePath path) throws IOException {
        return new Answer.Name(paths.look(path, true).path());
    }

    Answer removeFile(FilePath path) throws IOException {
        Found found = paths.replaceable(path, false);
        Optional<Draft> written = files.draft(found.path());
        if (found.is(Kind.FOLDER)) {
            return ArchiveRefusals.IS_A_FOLDER;
        } else if (found.there().isEmpty() && written.isEmpty()) {
            return ArchiveRefusals.NO_SUCH_FILE;
        }
        Answer removed = found.there().isPresent() ? moves.remove(found.path(), false) : Answer.DONE;
        if (!(removed instanceof Failed)) {
            written.ifPresent(Draft::letGo);
            files.moved(found.path(), Optional.empty());
        }
        return removed;
    }

    Answer removeFolder(FilePath path) throws IOException {
        Found found = paths.existing(path, false);
        if (!found.is(Kind.FOLDER)) {
            return ArchiveRefusals.NOT_A_FOLDER;
        }
        Answer listed = list(found.path());
        if (listed instanceof Answer.Listing(List<Entry> entries, long bytes)) {
            if (!entries.isEmpty()) {
                return ArchiveRefusals.NOT_EMPTY;
            } else if (runs && !made.contains(found.path())) {
                return ArchiveRefusals.FOLDER_NOT_REMOVED;
            }
            paths.forget();
            made.remove(found.path());
            return moves.remove(found.path(), true);
        }
        return listed;
    }

    Answer rename(FilePath from, FilePath to, boolean replace) throws IOException {
        Found source = paths.replaceable(from, false);
        Found target = paths.replaceable(to, false);
        Optional<Draft> moved = files.draft(source.path());
        Optional<Draft> replaced = files.draft(target.path());
        if (source.there().isEmpty() && moved.isEmpty()) {
            return ArchiveRefusals.NO_SUCH_FILE;
        } else if (source.is(Kind.FOLDER)) {
            return ArchiveRefusals.FOLDER_NOT_RENAMED;
        } else if (source.path().equals(target.path())) {
            return Answer.DONE;
        } else if (target.is(Kind.FOLDER)) {
            return ArchiveRefusals.IS_A_FOLDER;
        } else if (!replace && (target.there().isPresent() || replaced.isPresent())) {
            return ArchiveRefusals.FILE_EXISTS;
        } else if (!paths.mount(source.path()).equals(paths.mount(target.path()))) {
            return ArchiveRefusals.OTHER_MOUNT;
        }
        Answer done = source.there().isPresent() ? moves.move(source, target) : Answer.DONE;
        if (!(done instanceof Failed)) {
            replaced.ifPresent(Draft::letGo);
            moved.ifPresent(draft -> draft.moveTo(target.path()));
            files.moved(source.path(), Optional.of(target.path()));
        }
        return done;
    }

    Answer hardLink(FilePath file, FilePath name) throws IOException {
        Found found = paths.reach(file, false);
        Found other = paths.reach(name, false);
        if (files.draft(found.path()).isPresent()) {
            return ArchiveRefusals.BEING_WRITTEN;
        } else if (found.there().isEmpty()) {
            return ArchiveRefusals.NO_SUCH_FILE;
        } else if (found.is(Kind.FOLDER)) {
            return ArchiveRefusals.FOLDER_NOT_LINKED;
        } else if (other.there().isPresent() || files.draft(other.path()).isPresent()) {
            return ArchiveRefusals.FILE_EXISTS;
        } else if (!paths.mount(found.path()).equals(paths.mount(other.path()))) {
            return ArchiveRefusals.OTHER_MOUNT;
        }
        return moves.link(found.path(), other.path());
    }
}
