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
import java.time.Instant;
import java.time.ZoneId;
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
    private static final int LONGEST_DATA = LONGEST_PACKET - 1024;
    private static final int LONGEST_NAMES = 64 * 1024;
    private static final int MOST_HANDLES = 256;
    private static final int IN_MEMORY = 8 * 1024 * 1024;
    private static final int REQUEST = 1024;

    private static final int STATUS = 101;
    private static final int HANDLE = 102;
    private static final int DATA = 103;
    private static final int NAME = 104;
    private static final int ATTRS = 105;
    private static final int EXTENDED_REPLY = 201;

    private static final int OK = 0;
    private static final int EOF = 1;
    private static final int NO_SUCH_FILE = 2;
    private static final int PERMISSION_DENIED = 3;
    private static final int FAILURE = 4;
    private static final int CONNECTION_LOST = 7;
    private static final int OP_UNSUPPORTED = 8;

    private static final Logger LOG = LoggerFactory.getLogger(SftpServer.class);

    private final InputStream in;
    private final OutputStream out;
    private final FileWorker worker;
    private final FileWitness witness;
    private final Semaphore memory = new Semaphore(IN_MEMORY);
    private final Map<Integer, SftpHandle> handles = new ConcurrentHashMap<>();
    private final AtomicInteger lastHandle = new AtomicInteger();
    private final LongName longName = new LongName(Instant.now(), ZoneId.systemDefault());

    SftpServer(InputStream in, OutputStream out, FileWorker worker, FileWitness witness) {
        this.in = in;
        this.out = out;
        this.worker = worker;
        this.witness = witness;
    }

    /**
     * Serves until the client ends its input, and everything it asked for is done.
     *
     * @throws ProtocolException when the client does not speak SFTP
     */
    void serve() throws IOException, InterruptedException {
        DataInputStream requests = new DataInputStream(in);
        try {
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
                requests.readFully(bytes);
                request(new SftpPacket(bytes), length);
            }
        } catch (EOFException within) {
            throw new ProtocolException("the client's input ended within a packet");
        } finally {
            closeAll();
        }
    }

    private void closeAll() {
        handles.forEach((handle, open) -> closed(open));
        handles.clear();
    }

    private void closed(SftpHandle handle) {
        if (handle instanceof SftpHandle.File(FilePath path, OpenMode how, Tally read, Tally written)) {
            witness.saw(new FileEvent.Closed(path, read.passage(), written.passage()), Optional.empty());
        }
    }

    private void request(SftpPacket packet, int length) throws IOException, InterruptedException {
        int type = packet.type();
        if (type == 1) {
            send(version());
            return;
        }
        int id = packet.uint32();
        switch (type) {
            case 3 -> open(id, path(packet), packet.uint32(), packet.changes());
            case 4 -> close(id, packet.handle());
            case 5 -> read(id, packet.handle(), packet.uint64(), packet.uint32());
            case 6 -> write(id, packet, length);
            case 7 -> ask(id, new Op.Stat(path(packet), false));
            case 8 -> withFile(id, packet.handle(), (file, handle) -> ask(id, new Op.StatOpen(handle)));
            case 9 -> change(id, path(packet), packet.changes());
            case 10 -> {
                int handle = packet.handle();
                Changes changes = packet.changes();
                withFile(id, handle, (file, number) -> {
                    if (file.how().write()) {
                        act(id, new Op.ChangeOpen(number, changes), new FileEvent.Changed(file.path(), changes.text()));
                    } else {
                        status(id, PERMISSION_DENIED, "The file was not opened to be written.");
                    }
                });
            }
            case 11 -> openFolder(id, path(packet));
            case 12 -> readFolder(id, packet.handle());
            case 13 -> {
                FilePath path = path(packet);
                act(id, new Op.RemoveFile(path), new FileEvent.Removed(path));
            }
            case 14 -> {
                FilePath path = path(packet);
                int mode = packet.changes().mode().orElse(0777);
                act(id, new Op.MakeFolder(path, mode), new FileEvent.FolderMade(path));
            }
            case 15 -> {
                FilePath path = path(packet);
                act(id, new Op.RemoveFolder(path), new FileEvent.FolderRemoved(path));
            }
            case 16 -> ask(id, new Op.RealPath(path(packet)));
            case 17 -> ask(id, new Op.Stat(path(packet), true));
            case 18 -> rename(id, path(packet), path(packet), false);
            case 19 -> ask(id, new Op.ReadLink(path(packet)));
            // OpenSSH's order, which everybody follows: first what the link says.
            case 20 -> {
                FilePath target = packet.path();
                FilePath name = path(packet);
                act(id, new Op.SymbolicLink(target, name), new FileEvent.SymbolicallyLinked(target, name));
            }
            case 200 -> extended(id, packet);
            default -> status(id, OP_UNSUPPORTED, "This server does not know the request " + type + ".");
        }
    }

    private static SftpReply version() {
        SftpReply version = SftpReply.of(2).uint32(3);
        String[] extensions = {
            "posix-rename@openssh.com", "1",
            "statvfs@openssh.com", "2",
            "fstatvfs@openssh.com", "2",
            "hardlink@openssh.com", "1",
            "fsync@openssh.com", "1",
            "limits@openssh.com", "1",
            "expand-path@openssh.com", "1",
            "copy-data", "1",
        };
        for (String word : extensions) {
            version.text(word);
        }
        return version;
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
            case "limits@openssh.com" ->
                send(SftpReply.to(id, EXTENDED_REPLY)
                        .uint64(LONGEST_PACKET)
                        .uint64(LONGEST_DATA)
                        .uint64(LONGEST_DATA)
                        .uint64(MOST_HANDLES));
            case "expand-path@openssh.com" -> expand(id, packet.path());
            case "copy-data" -> copy(id, packet);
            default -> status(id, OP_UNSUPPORTED, "This server does not know the extension " + name + ".");
        }
    }

    private FilePath path(SftpPacket packet) throws IOException, InterruptedException {
        return worker.place().start().resolve(packet.path());
    }

    private void open(int id, FilePath path, int flags, Changes attributes) throws IOException, InterruptedException {
        if (handles.size() >= MOST_HANDLES) {
            status(id, FAILURE, "More than " + MOST_HANDLES + " files are open. Close one first.");
            return;
        }
        boolean write = (flags & 2) != 0;
        OpenMode how = new OpenMode(
                (flags & 1) != 0 || !write,
                write,
                write && (flags & 4) != 0,
                write && (flags & 8) != 0,
                write && (flags & 16) != 0,
                write && (flags & 32) != 0);
        int handle = lastHandle.incrementAndGet();
        submit(REQUEST, new Op.Open(handle, path, how, attributes.mode().orElse(0666)), answer -> {
            witness.saw(new FileEvent.Opened(path, write), failure(answer));
            if (answer instanceof Failed failed) {
                status(id, failed);
            } else {
                handles.put(handle, new SftpHandle.File(path, how, new Tally(), new Tally()));
                send(handle(id, handle));
            }
        });
    }

    private static SftpReply handle(int id, int handle) {
        return SftpReply.to(id, HANDLE).uint32(Integer.BYTES).uint32(handle);
    }

    private void close(int id, int handle) throws IOException, InterruptedException {
        SftpHandle open = handles.remove(handle);
        switch (open) {
            case null -> badHandle(id);
            case SftpHandle.Folder folder -> status(id, OK, "");
            case SftpHandle.File file ->
                submit(REQUEST, new Op.Close(handle), answer -> {
                    closed(file);
                    tell(id, answer);
                });
        }
    }

    private void read(int id, int handle, long offset, int length) throws IOException, InterruptedException {
        if (!(handles.get(handle) instanceof SftpHandle.File file)) {
            badHandle(id);
            return;
        }
        if (!file.how().read()) {
            status(id, PERMISSION_DENIED, "The file was not opened to be read.");
            return;
        }
        int bounded = (int) Math.min(Integer.toUnsignedLong(length), LONGEST_DATA);
        if (offset < 0 || bounded == 0) {
            status(id, offset < 0 ? EOF : FAILURE, "There is nothing to read.");
            return;
        }
        submit(bounded + REQUEST, new Op.Read(handle, offset, bounded), answer -> {
            if (answer instanceof Answer.Bytes(byte[] array, int from, int count)) {
                file.read().add(offset, array, from, count);
            }
            tell(id, answer);
        });
    }

    private void write(int id, SftpPacket packet, int length) throws IOException, InterruptedException {
        int handle = packet.handle();
        Op.Write write = packet.write(handle, packet.uint64());
        if (!(handles.get(handle) instanceof SftpHandle.File file)) {
            badHandle(id);
        } else if (!file.how().write()) {
            status(id, PERMISSION_DENIED, "The file was not opened to be written.");
        } else if (write.offset() < 0) {
            status(id, FAILURE, "No file is that large.");
        } else if (write.length() == 0) {
            status(id, OK, "");
        } else {
            submit(length + REQUEST, write, answer -> {
                if (!(answer instanceof Failed)) {
                    file.written().add(write.offset(), write.bytes(), write.from(), write.length());
                }
                tell(id, answer);
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
        if (handles.size() >= MOST_HANDLES) {
            status(id, FAILURE, "More than " + MOST_HANDLES + " files are open. Close one first.");
            return;
        }
        submit(REQUEST, new Op.ListFolder(path), answer -> {
            witness.saw(new FileEvent.Listed(path), failure(answer));
            if (answer instanceof Answer.Listing(var entries)) {
                int handle = lastHandle.incrementAndGet();
                handles.put(handle, new SftpHandle.Folder(path, entries));
                send(handle(id, handle));
            } else {
                tell(id, answer);
            }
        });
    }

    private void readFolder(int id, int handle) throws IOException {
        if (!(handles.get(handle) instanceof SftpHandle.Folder folder)) {
            badHandle(id);
            return;
        }
        List<Entry> page = folder.next(LONGEST_NAMES);
        if (page.isEmpty()) {
            status(id, EOF, "");
            return;
        }
        SftpReply names = SftpReply.large(id, NAME, LONGEST_NAMES).uint32(page.size());
        for (Entry entry : page) {
            names.string(entry.name())
                    .string(longName.of(entry.name(), entry.stat()))
                    .attributes(entry.stat());
        }
        send(names);
    }

    private void expand(int id, FilePath name) throws IOException, InterruptedException {
        String given = name.latin1();
        if (given.startsWith("~") && !given.equals("~") && !given.startsWith("~/")) {
            status(id, NO_SUCH_FILE, "The homes of other users are not looked up. Give the whole path.");
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
                target.written().add(toAt, array, start, count);
                at += count;
                toAt += count;
                left -= count;
            }
        }
        tell(id, answer);
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
        status(id, FAILURE, "This is not an open file or folder.");
    }

    private interface Reply {
        void send(Answer answer) throws IOException;
    }

    /** Something that changes nothing. */
    private void ask(int id, Op op) throws InterruptedException {
        submit(REQUEST, op, answer -> tell(id, answer));
    }

    /** Something that is witnessed. */
    private void act(int id, Op op, FileEvent event) throws InterruptedException {
        submit(REQUEST, op, answer -> {
            witness.saw(event, failure(answer));
            tell(id, answer);
        });
    }

    private void submit(int size, Op op, Reply reply) throws InterruptedException {
        memory.acquire(size);
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

    static Optional<String> failure(Answer answer) {
        return answer instanceof Failed(Reason reason, String sentence) ? Optional.of(sentence) : Optional.empty();
    }

    private void tell(int id, Answer answer) throws IOException {
        switch (answer) {
            case Answer.Done done -> status(id, OK, "");
            case Failed failed -> status(id, failed);
            case Answer.Stat(FileStat stat) -> send(SftpReply.to(id, ATTRS).attributes(stat));
            case Answer.Listing listing -> throw new IllegalArgumentException("a listing is told piece by piece");
            case Answer.Bytes(byte[] array, int from, int length) -> {
                if (length == 0) {
                    status(id, EOF, "");
                } else {
                    send(SftpReply.data(id, DATA, array, from, length));
                }
            }
            case Answer.Name(FilePath path) ->
                send(SftpReply.to(id, NAME).uint32(1).string(path).string(path).uint32(0));
            case Answer.Space space ->
                send(SftpReply.to(id, EXTENDED_REPLY)
                        .uint64(space.blockSize())
                        .uint64(space.blockSize())
                        .uint64(space.blocks())
                        .uint64(space.free())
                        .uint64(space.available())
                        .uint64(space.files())
                        .uint64(space.freeFiles())
                        .uint64(space.freeFiles())
                        .uint64(space.fileSystem())
                        .uint64(0)
                        .uint64(space.longestName()));
        }
    }

    private void status(int id, Failed failed) throws IOException {
        int code = switch (failed.reason()) {
            case NO_SUCH_FILE -> NO_SUCH_FILE;
            case PERMISSION_DENIED -> PERMISSION_DENIED;
            case UNSUPPORTED -> OP_UNSUPPORTED;
            case LOST -> CONNECTION_LOST;
            case FAILURE -> FAILURE;
        };
        status(id, code, failed.sentence());
    }

    private void status(int id, int code, String sentence) throws IOException {
        send(SftpReply.to(id, STATUS).uint32(code).text(sentence).text("en"));
    }

    private void send(SftpReply reply) throws IOException {
        send(reply.packet());
    }

    private void send(byte[] packet) throws IOException {
        synchronized (out) {
            out.write(packet);
        }
    }
}
