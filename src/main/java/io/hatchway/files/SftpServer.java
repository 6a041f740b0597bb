package io.hatchway.files;

import io.hatchway.files.Answer.Entry;
import io.hatchway.files.Answer.Failed;
import io.hatchway.files.Answer.Reason;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SFTP, version 3 (draft-ietf-secsh-filexfer-02), with the extensions of OpenSSH's PROTOCOL file, 4.
 *
 * <p>The serving thread reads requests and hands them to a worker without waiting; replies leave on the worker's thread.
 * So as many requests are under way as the client likes, up to a bound on what they may hold in memory.
 */
final class SftpServer {
    private static final int LONGEST_PACKET = 256 * 1024;
    /** A multiple of what a shell worker's tools take at once. */
    private static final int LONGEST_DATA = 192 * 1024;

    private static final int LONGEST_NAMES = 64 * 1024;
    private static final int MOST_HANDLES = 256;
    private static final int IN_MEMORY = 8 * 1024 * 1024;
    private static final int REQUEST = 1024;

    static final Failed TOO_MANY_LISTINGS =
            new Failed(Reason.FAILURE, "Too many folders are open at once. Close some, or try again later.");

    private static final Logger LOG = LoggerFactory.getLogger(SftpServer.class);

    private final InputStream in;
    private final SftpReplies replies;
    private final FileWorker worker;
    private final FileWitness witness;
    private final Semaphore memory = new Semaphore(IN_MEMORY);
    private final Map<Integer, SftpHandle> handles = new ConcurrentHashMap<>();
    private final AtomicInteger lastHandle = new AtomicInteger();
    /** Handles that are open or may be soon. */
    private final AtomicInteger claimed = new AtomicInteger();
    /** The file that was opened last, as long as nothing else has been asked for since but to write to it; or 0. */
    private int onlyTouched;

    SftpServer(InputStream in, OutputStream out, FileWorker worker, FileWitness witness) {
        this.in = in;
        replies = new SftpReplies(out);
        this.worker = worker;
        this.witness = witness;
    }

    /**
     * Serves until the client ends its input, and everything it asked for is done.
     *
     * @throws ClientLeftException when it left within a request, or a file open that it could write to
     * @throws ProtocolException when the client does not speak SFTP
     */
    void serve() throws IOException, InterruptedException {
        boolean unfinished = false;
        try {
            requests();
        } finally {
            unfinished = closeAll();
        }
        if (unfinished) {
            throw new ClientLeftException("the client left a file open that it was writing");
        }
    }

    private void requests() throws IOException, InterruptedException {
        DataInputStream requests = new DataInputStream(in);
        while (true) {
            int length;
            try {
                length = requests.readInt();
            } catch (EOFException ended) {
                return;
            }
            if (length < 1 || length > LONGEST_PACKET) {
                throw new ProtocolException("a packet of " + Integer.toUnsignedString(length) + " bytes");
            }
            byte[] bytes = new byte[length];
            try {
                requests.readFully(bytes);
            } catch (EOFException within) {
                throw new ClientLeftException("the client left within a request");
            }
            request(new SftpPacket(bytes), length);
        }
    }

    /**
     * A file may be about to be opened or written to still: what was asked for is answered first, one way or the other.
     * Returns whether one was open that could be written to.
     */
    private boolean closeAll() {
        memory.acquireUninterruptibly(IN_MEMORY);
        memory.release(IN_MEMORY);
        boolean unfinished = false;
        for (SftpHandle open : handles.values()) {
            switch (open) {
                case SftpHandle.File file
                when file.how().mayChange() -> {
                    closed(file, Optional.of(witness.whyUnclosed() + " " + worker.unclosed()));
                    unfinished = true;
                }
                case SftpHandle.File file -> closed(file, Optional.of(witness.whyUnclosed()));
                case SftpHandle.Folder folder -> ListingMemory.ALL.give(folder.bytes());
            }
        }
        handles.clear();
        return unfinished;
    }

    private void closed(SftpHandle.File file, Optional<String> failure) {
        witness.saw(
                new FileEvent.Closed(
                        file.path(), file.read().passage(), file.written().passage()),
                file.failure().or(() -> failure));
    }

    private void request(SftpPacket packet, int length) throws IOException, InterruptedException {
        int type = packet.type();
        if (type == SftpRequest.INIT) {
            // Who works, and so what is offered, is known when the worker works.
            worker.place();
            replies.version(worker::offers);
            return;
        }
        int id = packet.uint32();
        switch (type) {
            case SftpRequest.OPEN -> open(id, path(packet), packet.uint32(), packet.changes());
            case SftpRequest.CLOSE -> close(id, packet.handle());
            case SftpRequest.READ -> read(id, packet.handle(), packet.uint64(), packet.uint32());
            case SftpRequest.WRITE -> write(id, packet, length);
            case SftpRequest.LSTAT -> ask(id, new Op.Stat(path(packet), false));
            case SftpRequest.FSTAT -> withFile(id, packet.handle(), (file, handle) -> ask(id, new Op.StatOpen(handle)));
            case SftpRequest.SETSTAT -> change(id, path(packet), packet.changes());
            case SftpRequest.FSETSTAT -> {
                int handle = packet.handle();
                Changes changes = packet.changes();
                withFile(id, handle, (file, number) -> {
                    if (hasAlready(file, number, changes)) {
                        witness.saw(new FileEvent.Changed(file.path(), changes.text()), Optional.empty());
                        replies.status(id, SftpReplies.OK, "");
                    } else if (file.how().write() || changes.size().isEmpty()) {
                        act(id, new Op.ChangeOpen(number, changes), new FileEvent.Changed(file.path(), changes.text()));
                    } else {
                        replies.status(
                                id,
                                SftpReplies.PERMISSION_DENIED,
                                "The file was not opened to be written, so it is not cut.");
                    }
                });
            }
            case SftpRequest.OPENDIR -> openFolder(id, path(packet));
            case SftpRequest.READDIR -> readFolder(id, packet.handle());
            case SftpRequest.REMOVE -> {
                FilePath path = path(packet);
                act(id, new Op.RemoveFile(path), new FileEvent.Removed(path));
            }
            case SftpRequest.MKDIR -> {
                FilePath path = path(packet);
                int mode = packet.changes().mode().orElse(0777);
                act(id, new Op.MakeFolder(path, mode), new FileEvent.FolderMade(path));
            }
            case SftpRequest.RMDIR -> {
                FilePath path = path(packet);
                act(id, new Op.RemoveFolder(path), new FileEvent.FolderRemoved(path));
            }
            case SftpRequest.REALPATH -> ask(id, new Op.RealPath(path(packet)));
            case SftpRequest.STAT -> ask(id, new Op.Stat(path(packet), true));
            case SftpRequest.RENAME -> rename(id, path(packet), path(packet), false);
            case SftpRequest.READLINK -> ask(id, new Op.ReadLink(path(packet)));
            // OpenSSH's order, which everybody follows: first what the link says.
            case SftpRequest.SYMLINK -> {
                FilePath target = packet.path();
                FilePath name = path(packet);
                act(id, new Op.SymbolicLink(target, name), new FileEvent.SymbolicallyLinked(target, name));
            }
            case SftpRequest.EXTENDED -> extended(id, packet);
            default ->
                replies.status(id, SftpReplies.OP_UNSUPPORTED, "This server does not know the request " + type + ".");
        }
    }

    private void extended(int id, SftpPacket packet) throws IOException, InterruptedException {
        String name = packet.text();
        switch (name) {
            case "posix-rename@openssh.com" -> rename(id, path(packet), path(packet), true);
            case "hardlink@openssh.com" -> {
                FilePath file = path(packet);
                FilePath link = path(packet);
                act(id, new Op.HardLink(file, link), new FileEvent.Linked(file, link));
            }
            case "fsync@openssh.com" -> withFile(id, packet.handle(), (file, handle) -> ask(id, new Op.Sync(handle)));
            case "statvfs@openssh.com" -> ask(id, new Op.FreeSpace(path(packet)));
            case "fstatvfs@openssh.com" ->
                withFile(id, packet.handle(), (file, handle) -> ask(id, new Op.FreeSpace(file.path())));
            case "limits@openssh.com" -> replies.limits(id, LONGEST_PACKET, LONGEST_DATA, LONGEST_DATA, MOST_HANDLES);
            case "expand-path@openssh.com" -> expand(id, packet.path());
            case "copy-data" -> copy(id, packet);
            default ->
                replies.status(id, SftpReplies.OP_UNSUPPORTED, "This server does not know the extension " + name + ".");
        }
    }

    private FilePath path(SftpPacket packet) throws IOException, InterruptedException {
        return worker.place().start().resolve(packet.path());
    }

    /**
     * OpenSSH's client cuts each file it has sent to the size it had. A file that was made for it has that size, and need
     * not be asked for it.
     */
    private boolean hasAlready(SftpHandle.File file, int number, Changes changes) {
        return number == onlyTouched
                && file.how().write()
                && changes.size().isPresent()
                && changes.mode().isEmpty()
                && changes.owner().isEmpty()
                && changes.times().isEmpty()
                && file.hasSize(changes.size().get());
    }

    /** Counts a handle from when it is asked for; tells the client when there are too many. */
    private boolean claims(int id) throws IOException {
        if (claimed.incrementAndGet() <= MOST_HANDLES) {
            return true;
        }
        claimed.decrementAndGet();
        replies.status(id, SftpReplies.FAILURE, "More than " + MOST_HANDLES + " files are open. Close one first.");
        return false;
    }

    private void open(int id, FilePath path, int flags, Changes attributes) throws IOException, InterruptedException {
        if (!claims(id)) {
            return;
        }
        OpenMode how = OpenMode.ofFlags(flags);
        int handle = lastHandle.incrementAndGet();
        submit(REQUEST, new Op.Open(handle, path, how, attributes.mode().orElse(0666)), answer -> {
            witness.saw(new FileEvent.Opened(path, how.mayChange()), failure(answer));
            if (answer instanceof Answer.Opened(boolean empty)) {
                handles.put(handle, new SftpHandle.File(path, how, empty, new Tally(), new Tally()));
                replies.handle(id, handle);
            } else {
                claimed.decrementAndGet();
                replies.tell(id, answer);
            }
        });
    }

    private void close(int id, int handle) throws IOException, InterruptedException {
        SftpHandle open = handles.remove(handle);
        if (open != null) {
            claimed.decrementAndGet();
        }
        switch (open) {
            case null -> badHandle(id);
            case SftpHandle.Folder folder -> {
                ListingMemory.ALL.give(folder.bytes());
                replies.status(id, SftpReplies.OK, "");
            }
            case SftpHandle.File file -> {
                // Every failure to read or write is told by then, so there is nothing to wait for.
                boolean told = !file.how().mayChange() || worker.place().closesWell();
                if (told) {
                    replies.status(id, SftpReplies.OK, "");
                }
                submit(REQUEST, new Op.Close(handle), answer -> {
                    closed(file, failure(answer));
                    if (!told) {
                        replies.tell(id, answer);
                    }
                });
            }
        }
    }

    private void read(int id, int handle, long offset, int length) throws IOException, InterruptedException {
        if (!(handles.get(handle) instanceof SftpHandle.File file)) {
            badHandle(id);
            return;
        }
        if (!file.how().read()) {
            replies.status(id, SftpReplies.PERMISSION_DENIED, "The file was not opened to be read.");
            return;
        }
        int bounded = (int) Math.min(Integer.toUnsignedLong(length), LONGEST_DATA);
        if (offset < 0 || bounded == 0) {
            replies.status(id, offset < 0 ? SftpReplies.EOF : SftpReplies.FAILURE, "There is nothing to read.");
            return;
        }
        submit(bounded + REQUEST, new Op.Read(handle, offset, bounded), answer -> {
            if (answer instanceof Answer.Bytes(byte[] array, int from, int count)) {
                file.read().add(offset, array, from, count);
            }
            misfortune(answer).ifPresent(file.read()::failed);
            replies.tell(id, answer);
        });
    }

    private void write(int id, SftpPacket packet, int length) throws IOException, InterruptedException {
        int handle = packet.handle();
        Op.Write write = packet.write(handle, packet.uint64());
        if (!(handles.get(handle) instanceof SftpHandle.File file)) {
            badHandle(id);
        } else if (!file.how().write()) {
            replies.status(id, SftpReplies.PERMISSION_DENIED, "The file was not opened to be written.");
        } else if (write.offset() < 0) {
            replies.status(id, SftpReplies.FAILURE, "No file is that large.");
        } else if (write.length() == 0) {
            replies.status(id, SftpReplies.OK, "");
        } else {
            submit(length + REQUEST, write, answer -> {
                if (!(answer instanceof Failed)) {
                    file.written().add(write.offset(), write.bytes(), write.from(), write.length());
                }
                misfortune(answer).ifPresent(file.written()::failed);
                replies.tell(id, answer);
            });
        }
    }

    private void change(int id, FilePath path, Changes changes) throws IOException, InterruptedException {
        act(id, new Op.Change(path, changes), new FileEvent.Changed(path, changes.text()));
    }

    private void rename(int id, FilePath from, FilePath to, boolean replace) throws IOException, InterruptedException {
        act(id, new Op.Rename(from, to, replace), new FileEvent.Renamed(from, to));
    }

    private void openFolder(int id, FilePath path) throws IOException, InterruptedException {
        if (!claims(id)) {
            return;
        }
        submit(REQUEST, new Op.ListFolder(path), answer -> {
            witness.saw(new FileEvent.Listed(path), failure(answer));
            if (answer instanceof Answer.Listing(var entries, long bytes) && ListingMemory.ALL.take(bytes)) {
                int handle = lastHandle.incrementAndGet();
                handles.put(handle, new SftpHandle.Folder(path, entries, bytes));
                replies.handle(id, handle);
                return;
            }
            claimed.decrementAndGet();
            replies.tell(id, answer instanceof Answer.Listing ? TOO_MANY_LISTINGS : answer);
        });
    }

    private void readFolder(int id, int handle) throws IOException {
        if (!(handles.get(handle) instanceof SftpHandle.Folder folder)) {
            badHandle(id);
            return;
        }
        List<Entry> page = folder.next(LONGEST_NAMES);
        if (page.isEmpty()) {
            replies.status(id, SftpReplies.EOF, "");
            return;
        }
        replies.names(id, page, LONGEST_NAMES);
    }

    private void expand(int id, FilePath name) throws IOException, InterruptedException {
        String given = name.latin1();
        if (given.startsWith("~") && !given.equals("~") && !given.startsWith("~/")) {
            try {
                ask(id, new Op.RealPath(new Homes(worker).expand(name, lastHandle.incrementAndGet())));
            } catch (RefusedException homeless) {
                replies.tell(id, homeless.failed());
            }
        } else {
            ask(id, new Op.RealPath(worker.place().resolve(name)));
        }
    }

    /** Piece by piece through the gateway, one request after the other: the client waits for it all the same. */
    private void copy(int id, SftpPacket packet) throws IOException, InterruptedException {
        int from = packet.handle();
        long at = packet.uint64();
        long length = packet.uint64();
        int to = packet.handle();
        long toAt = packet.uint64();
        if (!(handles.get(from) instanceof SftpHandle.File source)
                || !(handles.get(to) instanceof SftpHandle.File target)
                || !source.how().read()
                || !target.how().write()
                || at < 0
                || toAt < 0) {
            badHandle(id);
            return;
        }
        if (source.path().equals(target.path())) {
            replies.status(id, SftpReplies.FAILURE, "A file is not copied onto itself: there would be no end to it.");
            return;
        }
        onlyTouched = 0;
        long left = length == 0 ? Long.MAX_VALUE : length;
        Answer answer = Answer.DONE;
        while (left > 0 && !(answer instanceof Failed)) {
            answer = worker.call(new Op.Read(from, at, (int) Math.min(left, LONGEST_DATA)));
            if (answer instanceof Answer.Bytes(byte[] array, int start, int count)) {
                answer = Answer.DONE;
                if (count == 0) {
                    break;
                }
                source.read().add(at, array, start, count);
                answer = worker.call(new Op.Write(to, toAt, array, start, count));
                misfortune(answer).ifPresent(target.written()::failed);
                if (!(answer instanceof Failed)) {
                    target.written().add(toAt, array, start, count);
                }
                at += count;
                toAt += count;
                left -= count;
            }
        }
        replies.tell(id, answer);
    }

    private interface WithFile {
        void act(SftpHandle.File file, int handle) throws IOException, InterruptedException;
    }

    private void withFile(int id, int handle, WithFile action) throws IOException, InterruptedException {
        if (handles.get(handle) instanceof SftpHandle.File file) {
            action.act(file, handle);
        } else {
            badHandle(id);
        }
    }

    private void badHandle(int id) throws IOException {
        replies.status(id, SftpReplies.FAILURE, "This is not an open file or folder.");
    }

    private interface Reply {
        void send(Answer answer) throws IOException;
    }

    /** Something that changes nothing. */
    private void ask(int id, Op op) throws InterruptedException {
        submit(REQUEST, op, answer -> replies.tell(id, answer));
    }

    /** Something that is witnessed. */
    private void act(int id, Op op, FileEvent event) throws InterruptedException {
        submit(REQUEST, op, answer -> {
            witness.saw(event, failure(answer));
            replies.tell(id, answer);
        });
    }

    private void submit(int size, Op op, Reply reply) throws InterruptedException {
        memory.acquire(size);
        if (op instanceof Op.Open open) {
            onlyTouched = open.file();
        } else if (!(op instanceof Op.Write write && write.file() == onlyTouched)) {
            onlyTouched = 0;
        }
        worker.submit(op, answer -> {
            try {
                reply.send(answer);
            } catch (IOException gone) {
                LOG.debug("nobody is there for a reply", gone);
            } finally {
                memory.release(size);
            }
        });
    }

    /** A failure of its own; that the worker is gone is the end of all files alike, and told as that. */
    private static Optional<String> misfortune(Answer answer) {
        return answer instanceof Failed failed && failed.reason() != Reason.LOST
                ? Optional.of(failed.sentence())
                : Optional.empty();
    }

    static Optional<String> failure(Answer answer) {
        return answer instanceof Failed(Reason reason, String sentence) ? Optional.of(sentence) : Optional.empty();
    }
}
