package io.hatchway.files;

import io.hatchway.container.Archive;
import io.hatchway.container.EngineException;
import io.hatchway.files.Answer.Entry;
import io.hatchway.files.Answer.Failed;
import io.hatchway.files.Answer.Reason;
import io.hatchway.files.ArchivePaths.Found;
import io.hatchway.files.TarReader.Header;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker that has only the engine's archive: for images without a shell, and for containers that do not run. Works on
 * the caller's thread.
 *
 * <p>A file is kept here while it is open. What is written goes into the container when the file is closed, whole, so a
 * client that vanishes leaves the container as it was. Folders and symbolic links can be made,
 * and modes, owners and times set. Nothing can be removed or renamed: the engine has no call for that.
 */
final class ArchiveWorker implements FileWorker, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ArchiveWorker.class);
    /** Each is kept on the gateway's disk. */
    private static final int MOST_WRITTEN = 8;
    /** What an entry holds of memory, about. */
    private static final int ENTRY = 400;

    /** The engine sends a folder with everything in it; a listing reads no more than this. */
    private static final long LONGEST_LISTING = 256L * 1024 * 1024;
    /** What a name counts for in that: its header on the way, and its room in memory. */
    private static final long NAME = 1024;

    static final Failed NO_SUCH_FILE = new Failed(Reason.NO_SUCH_FILE, "No such file or directory");
    private static final Failed NOT_SYNCED = new Failed(
            Reason.UNSUPPORTED,
            "This container has no shell or does not run, so a file goes into it when it is closed, and not before.");
    private static final Failed UNSUPPORTED = new Failed(
            Reason.UNSUPPORTED,
            "This container has no shell or does not run, so its files can be read and written as a whole, but not removed,"
                    + " renamed, cut or linked.");

    private final Archive archive;
    private final Place place;
    private final ArchivePaths paths;
    private final Room room;
    private final Map<Integer, ArchiveFile> open = new HashMap<>();

    ArchiveWorker(Archive archive) {
        this(archive, new Room());
    }

    ArchiveWorker(Archive archive, Room room) {
        this.archive = archive;
        this.paths = new ArchivePaths(archive);
        this.room = room;
        this.place = new Place(FilePath.ROOT, FilePath.ofText("/root"), 022, false);
    }

    @Override
    public Place place() {
        return place;
    }

    @Override
    public String unclosed() {
        return "The container has none of what was written.";
    }

    @Override
    public void finish() {
        close();
    }

    @Override
    public void close() {
        open.values().forEach(ArchiveFile::discard);
        open.clear();
    }

    @Override
    public void submit(Op op, Consumer<Answer> then) {
        Answer answer;
        try {
            answer = answer(op);
        } catch (EngineException refused) {
            answer = new Failed(
                    refused.kind() == EngineException.Kind.AWAY ? Reason.LOST : Reason.FAILURE, refused.sentence());
        } catch (IOException failed) {
            LOG.info("the engine's archive did not do as it should", failed);
            answer = new Failed(Reason.FAILURE, "The engine broke off. Try again.");
        }
        then.accept(answer);
    }

    private Answer answer(Op op) throws IOException {
        if (asksTheEngine(op)) {
            for (ArchiveFile file : open.values()) {
                file.await();
            }
        }
        return switch (op) {
            case Op.Stat(FilePath path, boolean follow) -> stat(path, follow);
            case Op.StatOpen(int file) -> opened(file).stat();
            case Op.ListFolder(FilePath path) -> list(path);
            case Op.Open(int file, FilePath path, OpenMode how, int mode) -> open(file, path, how, mode);
            case Op.Close(int file) -> {
                ArchiveFile closing = open.remove(file);
                yield closing == null ? NO_SUCH_FILE : closing.close();
            }
            case Op.Read(int file, long offset, int length) -> opened(file).read(offset, length);
            case Op.Write write -> opened(write.file()).write(write);
            case Op.ChangeOpen(int file, Changes changes) ->
                opened(file).isWritten()
                        ? opened(file).change(changes)
                        : change(opened(file).path(), changes);
            case Op.MakeFolder(FilePath path, int mode) -> make(path, '5', mode & 0777 & ~place.umask(), "");
            case Op.SymbolicLink(FilePath target, FilePath name) -> make(name, '2', 0777, target.latin1());
            case Op.ReadLink(FilePath path) ->
                paths.look(path, false)
                        .flatMap(Found::header)
                        .<Answer>map(found -> found.isSymbolicLink()
                                ? new Answer.Name(found.link())
                                : new Failed(Reason.FAILURE, "Invalid argument"))
                        .orElse(NO_SUCH_FILE);
            case Op.RealPath(FilePath path) ->
                paths.real(path).<Answer>map(Answer.Name::new).orElse(NO_SUCH_FILE);
            case Op.Sync(int file) -> opened(file).isWritten() ? NOT_SYNCED : Answer.DONE;
            case Op.Change(FilePath path, Changes changes) -> change(path, changes);
            case Op.Lend lend -> UNSUPPORTED;
            case Op.RemoveFile remove -> UNSUPPORTED;
            case Op.RemoveFolder remove -> UNSUPPORTED;
            case Op.Rename rename -> UNSUPPORTED;
            case Op.HardLink link -> UNSUPPORTED;
            case Op.FreeSpace space -> UNSUPPORTED;
        };
    }

    private ArchiveFile opened(int file) throws IOException {
        ArchiveFile found = open.get(file);
        if (found == null) {
            throw new IOException("file " + file + " is not open");
        }
        return found;
    }

    /**
     * An engine does not answer while it still sends from the container, and is given up after a while: so it is not asked
     * before. Of a file that is open it is asked once.
     */
    private boolean asksTheEngine(Op op) {
        return switch (op) {
            case Op.Read(int file, long offset, int length) ->
                open.containsKey(file) && !open.get(file).isHere();
            case Op.Close(int file) -> open.containsKey(file) && open.get(file).isWritten();
            case Op.Write write -> false;
            case Op.StatOpen look -> false;
            case Op.Sync sync -> false;
            default -> true;
        };
    }

    private Answer stat(FilePath path, boolean follow) throws IOException {
        Optional<Found> found = paths.look(path, follow);
        Optional<ArchiveFile> being = found.flatMap(at -> beingWritten(at.path()));
        if (being.isPresent()) {
            return being.get().stat();
        }
        return found.flatMap(Found::header)
                .<Answer>map(header -> new Answer.Stat(header.stat()))
                .orElse(NO_SUCH_FILE);
    }

    /** A client asks by its name what it has just begun to write: the container does not have it yet. */
    private Optional<ArchiveFile> beingWritten(FilePath path) {
        return open.values().stream()
                .filter(file -> file.isWritten() && file.path().equals(path))
                .findFirst();
    }

    private Answer list(FilePath path) throws IOException {
        Optional<Found> found = paths.look(path, true);
        Optional<InputStream> tar = found.isEmpty()
                ? Optional.empty()
                : archive.get(found.get().path().bytes());
        if (tar.isEmpty()) {
            return NO_SUCH_FILE;
        }
        Map<String, FileStat> entries = new LinkedHashMap<>();
        try (InputStream stream = tar.get()) {
            TarReader reader = new TarReader(stream);
            Optional<Header> next = reader.next();
            if (next.isEmpty() || !next.get().stat().isFolder()) {
                return new Failed(Reason.FAILURE, "Not a directory");
            }
            String folder = next.get().name().latin1();
            String prefix = folder.endsWith("/") ? folder : folder + "/";
            long read = 0;
            for (next = reader.next(); next.isPresent(); next = reader.next()) {
                Header header = next.get();
                String name = header.name().latin1();
                String inside = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
                String bare = inside.endsWith("/") ? inside.substring(0, inside.length() - 1) : inside;
                if (bare.indexOf('/') < 0 && !bare.isEmpty()) {
                    String first = header.link().latin1();
                    FileStat stat = header.isHardLink() && first.startsWith(prefix)
                            ? entries.getOrDefault(first.substring(prefix.length()), header.stat())
                            : header.stat();
                    entries.put(bare, stat);
                }
                read += header.stat().size() + NAME;
                if (read > LONGEST_LISTING) {
                    return new Failed(
                            Reason.UNSUPPORTED,
                            "The engine would have to send more than " + LONGEST_LISTING / 1024 / 1024
                                    + " MiB to list this folder. List one inside it, or a container that runs and has a shell.");
                }
            }
        }
        return new Answer.Listing(
                entries.entrySet().stream()
                        .map(entry -> new Entry(new FilePath(entry.getKey()), entry.getValue()))
                        .toList(),
                (long) entries.size() * ENTRY);
    }

    private Answer open(int file, FilePath path, OpenMode how, int mode) throws IOException {
        Optional<Found> real = paths.look(path, true);
        if (real.isEmpty()) {
            return NO_SUCH_FILE;
        }
        FilePath at = real.get().path();
        Optional<Header> found = real.get().header();
        if (found.isEmpty() && !how.create()) {
            return NO_SUCH_FILE;
        } else if (found.isPresent() && how.exclusive()) {
            return new Failed(Reason.FAILURE, "File exists");
        } else if (found.isPresent() && !found.get().stat().isFile()) {
            return new Failed(
                    Reason.FAILURE,
                    found.get().stat().isFolder() ? "Is a directory" : "Not a file that can be opened here");
        } else if (found.isEmpty() && !paths.isThere(at.parent())) {
            return NO_SUCH_FILE;
        }
        boolean written = how.write() || how.truncate() || found.isEmpty();
        if (written && open.values().stream().filter(ArchiveFile::isWritten).count() >= MOST_WRITTEN) {
            return new Failed(
                    Reason.FAILURE, "More than " + MOST_WRITTEN + " files are being written. Close one first.");
        }
        FileStat stat = found.map(Header::stat)
                .orElseGet(() ->
                        new FileStat(0100000 | (mode & 0777 & ~place.umask()), 1, 0, 0, 0, now(), now(), "0", "0"));
        ArchiveFile made = new ArchiveFile(archive, room, at, stat);
        if (written) {
            Answer begun = made.beginToWrite(found.isPresent() && !how.truncate(), how.append());
            if (begun instanceof Failed) {
                made.discard();
                return begun;
            }
        }
        open.put(file, made);
        return new Answer.Opened(false);
    }

    /** What is there is sent back to where it came from, under a header with other words. */
    private Answer change(FilePath path, Changes changes) throws IOException {
        Optional<Found> found = paths.look(path, true);
        if (found.isEmpty() || found.get().header().isEmpty()) {
            return NO_SUCH_FILE;
        }
        FilePath real = found.get().path();
        FileStat stat = found.get().header().get().stat();
        if (stat.isFile()) {
            ArchiveFile file = new ArchiveFile(archive, room, real, stat);
            Answer kept = file.beginToWrite(true, false);
            Answer changed = kept instanceof Failed ? kept : file.change(changes);
            if (changed instanceof Failed) {
                file.discard();
                return changed;
            }
            return file.close();
        }
        if (!stat.isFolder() || real.equals(FilePath.ROOT) || changes.size().isPresent()) {
            return UNSUPPORTED;
        }
        Header header = new Header(real.fileName(), stat.with(changes), '5', FilePath.ofText(""));
        archive.put(real.parent().bytes(), TarWriter.stream(header, InputStream.nullInputStream()));
        return Answer.DONE;
    }

    private Answer make(FilePath path, char type, int mode, String link) throws IOException {
        Optional<Found> found = paths.look(path, false);
        if (found.isPresent() && found.get().header().isPresent()) {
            return new Failed(Reason.FAILURE, "File exists");
        }
        if (found.isEmpty() || !paths.isThere(found.get().path().parent())) {
            return NO_SUCH_FILE;
        }
        FilePath at = found.get().path();
        FileStat stat = new FileStat(mode, 1, 0, 0, 0, now(), now(), "0", "0");
        Header header = new Header(at.fileName(), stat, type, new FilePath(link));
        archive.put(at.parent().bytes(), TarWriter.stream(header, new ByteArrayInputStream(new byte[0])));
        return Answer.DONE;
    }

    private static long now() {
        return System.currentTimeMillis() / 1000;
    }

    /** What such a worker cannot do for anybody but root, and why, for the client. */
    static Optional<String> objection(String user, Confinement confinement) {
        if (!List.of("", "root", "0").contains(user.split(":", 2)[0])) {
            return Optional.of(
                    "This container has no shell or does not run, so only its engine can reach its files, and the"
                            + " engine works as root. This login's user is '" + user + "', so it is refused.");
        }
        return confinement.isConfined()
                ? Optional.of(
                        "This container has no shell or does not run, so only its engine can reach its files, and the"
                                + " engine follows links wherever they lead. This key may use certain folders only, so it is refused.")
                : Optional.empty();
    }
}
