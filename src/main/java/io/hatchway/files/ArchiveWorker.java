package io.hatchway.files;

import io.hatchway.container.Archive;
import io.hatchway.container.EngineException;
import io.hatchway.files.Answer.Failed;
import io.hatchway.files.Answer.Reason;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker that has only the engine's archive: for images without a shell, and for containers that do not run. Works on
 * the caller's thread.
 *
 * <p>What is written goes into the container when the file is closed, whole, so a client that vanishes leaves the
 * container as it was. What is done by name is in {@link ArchiveNames}, by open file in {@link ArchiveFiles}.
 */
final class ArchiveWorker implements FileWorker, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ArchiveWorker.class);
    private static final int UMASK = 022;
    private static final Set<String> NOT_OFFERED =
            Set.of("statvfs@openssh.com", "fstatvfs@openssh.com", "fsync@openssh.com");

    private final Archive archive;
    private final Archive.Setting setting;
    private final String user;
    private final ArchivePaths paths;
    private final ArchiveFiles files;
    private final ArchiveNames names;
    private @Nullable ArchiveUser known;

    /** @param session of a user whom {@link #objection} does not refuse */
    ArchiveWorker(ArchiveSession session) {
        this(session, new Room());
    }

    ArchiveWorker(ArchiveSession session, Room room) {
        this.archive = session.archive();
        this.setting = session.setting();
        this.user = session.user();
        this.paths = new ArchivePaths(archive, Mounts.asMade(setting));
        this.files = new ArchiveFiles(archive, room);
        this.names = new ArchiveNames(archive, setting.runs(), paths, files);
    }

    /** As a program that the engine starts would find it. */
    @Override
    public Place place() throws IOException {
        return new Place(FilePath.ofText(setting.folder()).normalized(), user().home(), UMASK, false);
    }

    private ArchiveUser user() throws IOException {
        ArchiveUser found = known;
        if (found == null) {
            found = ArchiveUser.of(archive, paths, user, setting.home());
            known = found;
        }
        return found;
    }

    @Override
    public boolean offers(String extension) {
        return !NOT_OFFERED.contains(extension);
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
        files.close();
    }

    @Override
    public void submit(Op op, Consumer<Answer> then) {
        Answer answer;
        try {
            answer = answer(op);
        } catch (RefusedException refused) {
            answer = refused.failed();
        } catch (EngineException refused) {
            answer = new Failed(
                    refused.kind() == EngineException.Kind.AWAY ? Reason.LOST : Reason.FAILURE, refused.sentence());
        } catch (IOException failed) {
            answer = broken(failed);
        }
        then.accept(answer);
    }

    private static Failed broken(IOException failed) {
        if (Thread.currentThread().isInterrupted()) {
            LOG.debug("the session ends while something is done", failed);
            return Spool.ENDING;
        }
        LOG.info("the engine's archive did not do as it should", failed);
        return new Failed(Reason.FAILURE, "The engine broke off. Try again.");
    }

    private Answer answer(Op op) throws IOException {
        if (asksTheEngine(op)) {
            files.awaitEngine();
        }
        return switch (op) {
            case Op.Stat(FilePath path, boolean follow) -> names.stat(path, follow);
            case Op.StatOpen(int file) -> files.stat(file);
            case Op.ListFolder(FilePath path) -> names.list(path);
            case Op.Open(int file, FilePath path, OpenMode how, int mode) ->
                files.open(
                        file,
                        how.mayChange() ? paths.replaceable(path, !how.exclusive()) : paths.reach(path, true),
                        how,
                        made(0100000 | (mode & 0777 & ~UMASK)));
            case Op.Close(int file) -> files.close(file);
            case Op.Read(int file, long offset, int length) -> files.read(file, offset, length);
            case Op.Write write -> files.write(write);
            case Op.ChangeOpen(int file, Changes changes) -> files.change(file, changes, names::change);
            case Op.Change(FilePath path, Changes changes) -> names.change(path, changes);
            case Op.MakeFolder(FilePath path, int mode) -> names.make(path, '5', made(mode & 0777 & ~UMASK), "");
            case Op.SymbolicLink(FilePath target, FilePath name) -> names.make(name, '2', made(0777), target.latin1());
            case Op.HardLink(FilePath file, FilePath name) -> names.hardLink(file, name);
            case Op.ReadLink(FilePath path) -> names.readLink(path);
            case Op.RealPath(FilePath path) -> names.real(path);
            case Op.RemoveFile(FilePath path) -> names.removeFile(path);
            case Op.RemoveFolder(FilePath path) -> names.removeFolder(path);
            case Op.Rename(FilePath from, FilePath to, boolean replace) -> names.rename(from, to, replace);
            case Op.Sync(int file) -> files.isWritten(file) ? ArchiveRefusals.NOT_SYNCED : Answer.DONE;
            case Op.FreeSpace space -> ArchiveRefusals.NO_SPACE_KNOWN;
            case Op.Lend lend -> throw new IOException("an archive's files are nobody else's to read");
        };
    }

    private FileStat made(int mode) throws IOException {
        long now = System.currentTimeMillis() / 1000;
        return new FileStat(mode, 1, 0, user().gid(), 0, now, now, "0", Long.toString(user().gid()));
    }

    /** What an open file alone is needed for goes on while the engine still sends. */
    private boolean asksTheEngine(Op op) {
        return switch (op) {
            case Op.Close(int file) -> files.isWritten(file);
            case Op.Read _, Op.Write _, Op.StatOpen _, Op.Sync _, Op.FreeSpace _, Op.Lend _ -> false;
            case Op.Stat _, Op.ListFolder _, Op.Open _, Op.ReadLink _, Op.RealPath _ -> true;
            case Op.Change _, Op.ChangeOpen _, Op.MakeFolder _, Op.SymbolicLink _, Op.HardLink _ -> true;
            case Op.RemoveFile _, Op.RemoveFolder _, Op.Rename _ -> true;
        };
    }

    /** What such a worker cannot do for anybody but a root with all rights to files, and why, for the client. */
    static Optional<String> objection(ArchiveSession session, Confinement confinement) {
        String user = session.user();
        String engine =
                "This container has no shell with its tools, or does not run, so only its engine can reach its files,"
                        + " and the engine ";
        if (!List.of("", "root", "0").contains(user.split(":", 2)[0])) {
            return Optional.of(engine + "works as root. This login's user is '" + user + "', so it is refused.");
        }
        if (session.setting().restricted()) {
            return Optional.of(engine + "has rights to files that this container's root has not (cap_drop),"
                    + " so it is refused.");
        }
        return confinement.isConfined()
                ? Optional.of(engine
                        + "follows links wherever they lead. This key may use certain folders only, so it is refused.")
                : Optional.empty();
    }
}
