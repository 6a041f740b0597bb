package io.hatchway.audit;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files of the log: {@code audit.jsonl}, which is written, and {@code audit-NUMBER.jsonl}, which are full and begin
 * with the line of that number. One thread uses it.
 */
final class AuditFiles implements Closeable {
    static final String CURRENT = "audit.jsonl";
    private static final Pattern FULL = Pattern.compile("audit-[0-9]{15,18}\\.jsonl");

    private final Path folder;
    private final Path current;
    private final Sync sync;
    private final Unsynced unsynced = new Unsynced();
    private @Nullable FileChannel channel;
    private @Nullable Object identity;
    private boolean endIsWhole;
    private boolean stuck;
    private long size;
    private Chain first = Chain.START;
    private Instant begun = Instant.EPOCH;

    /** Brings a file's content to disk: fsync(2), and what tests put in its place. */
    @FunctionalInterface
    interface Sync {
        Sync REAL = file -> file.force(false);

        void force(FileChannel file) throws IOException;
    }

    private AuditFiles(Path folder, Sync sync) {
        this.folder = folder;
        this.current = folder.resolve(CURRENT);
        this.sync = sync;
    }

    static AuditFiles in(Path folder, Sync sync) {
        return new AuditFiles(folder, sync);
    }

    /** Finds the log's last line. To be called once, before anything else; changes no file. */
    Chain recover() throws IOException {
        PrivateFiles.folder(folder);
        if (Files.exists(current)) {
            Optional<Chain> last = lastOf(current);
            if (last.isPresent()) {
                return last.get();
            }
        }
        List<Path> full = full(folder);
        return full.isEmpty() ? Chain.START : lastOf(full.getLast()).orElse(Chain.START);
    }

    /** Where the log stood after a file's last line; empty where none of its lines is ours. */
    static Optional<Chain> lastOf(Path file) throws IOException {
        return Tail.of(file).last();
    }

    /**
     * Moves what is no line of ours off the end of the current file, once, before it is written. Where that is impossible,
     * on a full disk for example, it stays where it is, and can be tried again.
     *
     * @return what was moved
     * @throws IOException when nothing may be written yet
     */
    Optional<AuditEvent.TailQuarantined> quarantine() throws IOException {
        if (endIsWhole || !Files.exists(current)) {
            return Optional.empty();
        }
        Tail tail = Tail.of(current);
        Optional<AuditEvent.TailQuarantined> torn =
                tail.intact() < Files.size(current) ? Optional.of(quarantine(tail)) : Optional.empty();
        endIsWhole = true;
        return torn;
    }

    private AuditEvent.TailQuarantined quarantine(Tail tail) throws IOException {
        try (FileChannel log = FileChannel.open(current, READ, WRITE)) {
            long torn = log.size() - tail.intact();
            String into = "torn-" + (tail.last().map(Chain::seq).orElse(0L) + 1) + "-" + System.currentTimeMillis();
            Path aside = folder.resolve(into);
            try (var out = PrivateFiles.make(aside)) {
                for (long at = tail.intact(); at < log.size(); ) {
                    at += log.transferTo(at, log.size() - at, out.getChannel());
                }
                sync.force(out.getChannel());
                PrivateFiles.sync(folder);
            } catch (IOException full) {
                Files.deleteIfExists(aside);
                throw full;
            }
            log.truncate(tail.intact());
            log.force(true);
            return new AuditEvent.TailQuarantined(CURRENT, torn, into);
        }
    }

    /** The full files in the order of their lines. */
    static List<Path> full(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (var entries = Files.newDirectoryStream(
                folder, file -> FULL.matcher(file.getFileName().toString()).matches())) {
            entries.forEach(files::add);
        } catch (java.nio.file.DirectoryIteratorException failed) {
            throw failed.getCause();
        }
        files.sort(null);
        return files;
    }

    private static String nameOf(long first) {
        return String.format(Locale.ROOT, "audit-%015d.jsonl", first);
    }

    /**
     * Appends lines, all or none of them.
     *
     * @param before where the log stands before them
     * @throws IOException when they are not there, and nothing of them
     */
    void append(byte[] lines, Chain before, Instant now) throws IOException {
        FileChannel log = opened(before, now);
        unsynced.checkRoom(lines.length);
        if (stuck) {
            log.truncate(size);
            stuck = false;
        }
        try {
            write(log, lines);
            unsynced.add(lines);
            size += lines.length;
        } catch (IOException | RuntimeException | Error failed) {
            takeBack(size);
            throw failed;
        }
    }

    private static void write(FileChannel log, byte[] bytes) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            log.write(left);
        }
    }

    /** Cuts the file at a length it had before. */
    void takeBack(long length) {
        unsynced.dropLast(size - length);
        size = length;
        FileChannel log = channel;
        try {
            if (log != null) {
                log.truncate(length);
            }
        } catch (IOException failed) {
            // Nothing is written behind what could not be cut off; the next start quarantines it.
            stuck = true;
        }
    }

    long size() {
        return size;
    }

    /**
     * Brings all lines to disk. After a failure the system may have forgotten what it could not write (fsync(2)), so the
     * next time they are written anew.
     */
    void force() throws IOException {
        FileChannel log = channel;
        if (log == null) {
            return;
        }
        if (unsynced.isDoubtful()) {
            byte[] again = unsynced.bytes();
            log.truncate(size - again.length);
            write(log, again);
        }
        unsynced.doubt();
        sync.force(log);
        unsynced.clear();
    }

    private FileChannel opened(Chain before, Instant now) throws IOException {
        FileChannel log = channel;
        if (log != null) {
            return log;
        }
        if (!Files.exists(current)) {
            PrivateFiles.make(current).close();
            PrivateFiles.sync(folder);
        }
        log = FileChannel.open(current, WRITE, APPEND);
        identity = fileKey();
        endIsWhole = true;
        size = log.size();
        Optional<Chain.Line> head = size == 0 ? Optional.empty() : Tail.head(current);
        first = head.map(line -> new Chain(line.seq(), line.hash())).orElse(new Chain(before.seq() + 1, ""));
        begun = head.map(Chain.Line::at).orElse(now);
        channel = log;
        return log;
    }

    private @Nullable Object fileKey() throws IOException {
        return Files.readAttributes(current, BasicFileAttributes.class).fileKey();
    }

    /** When the first line of the current file was written; nothing where there is none. */
    Optional<Instant> begun() {
        return channel == null || size == 0 ? Optional.empty() : Optional.of(begun);
    }

    /** Whether the current file is gone, or another one is in its place, although it is being written. */
    boolean isReplaced() throws IOException {
        try {
            return channel != null && !Objects.equals(identity, fileKey());
        } catch (NoSuchFileException vanished) {
            return true;
        }
    }

    /** Whether somebody else cut the current file, or wrote to it, since it was written last. */
    boolean isTamperedWith() throws IOException {
        FileChannel log = channel;
        return log != null && !stuck && log.size() != size;
    }

    /** Ends the current file; the next line begins another. */
    void rotate() throws IOException {
        force();
        close();
        try {
            Files.move(current, folder.resolve(nameOf(first.seq())), StandardCopyOption.ATOMIC_MOVE);
            PrivateFiles.sync(folder);
        } catch (NoSuchFileException vanished) {
            // Somebody was faster; what is missing is found by its numbers.
        }
    }

    @Override
    public void close() throws IOException {
        FileChannel log = channel;
        channel = null;
        identity = null;
        endIsWhole = false;
        stuck = false;
        unsynced.clear();
        size = 0;
        if (log != null) {
            log.close();
        }
    }
}
