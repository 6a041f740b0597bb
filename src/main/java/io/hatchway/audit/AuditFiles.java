package io.hatchway.audit;

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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files of the log: {@code audit.jsonl}, which is written, and {@code audit-NUMBER.jsonl}, which are full and begin
 * with the line of that number. One thread uses it.
 */
final class AuditFiles implements Closeable {
    static final String CURRENT = "audit.jsonl";
    /** Longer than any line, so that the last one is always within. */
    private static final int TAIL = 256 * 1024;

    private final Path folder;
    private final Path current;
    private @Nullable FileChannel channel;
    private long size;
    private Chain first = Chain.START;
    private Instant begun = Instant.EPOCH;

    private AuditFiles(Path folder) {
        this.folder = folder;
        this.current = folder.resolve(CURRENT);
    }

    /** What an earlier run left: where it stands, and what was wrong with its end. */
    record Found(Chain chain, Optional<AuditEvent> torn) {}

    static AuditFiles in(Path folder) {
        return new AuditFiles(folder);
    }

    /** Finds the log's last line and moves what follows it aside. To be called once, before anything else. */
    Found recover() throws IOException {
        PrivateFiles.folder(folder);
        Optional<AuditEvent> torn = Optional.empty();
        if (Files.exists(current)) {
            Tail tail = tail(current);
            if (tail.intact < Files.size(current)) {
                torn = Optional.of(quarantine(tail));
            }
            if (tail.last.isPresent()) {
                return new Found(tail.last.get(), torn);
            }
        }
        List<Path> full = full(folder);
        Chain last = full.isEmpty() ? Chain.START : tail(full.getLast()).last.orElse(Chain.START);
        return new Found(last, torn);
    }

    private record Tail(Optional<Chain> last, long intact) {}

    /** Goes back line by line from the end, past what is no line of ours. */
    private static Tail tail(Path file) throws IOException {
        try (FileChannel in = FileChannel.open(file, READ)) {
            long from = Math.max(0, in.size() - TAIL);
            ByteBuffer bytes = ByteBuffer.allocate((int) (in.size() - from));
            int read = 0;
            while (bytes.hasRemaining() && read >= 0) {
                read = in.read(bytes, from + bytes.position());
            }
            byte[] text = bytes.array();
            for (int end = lastNewline(text, text.length); end >= 0; end = lastNewline(text, end)) {
                int start = lastNewline(text, end) + 1;
                Optional<Chain.Line> line = Chain.Line.parse(Arrays.copyOfRange(text, start, end));
                if (line.isPresent()) {
                    return new Tail(line.map(Chain.Line::chain), from + end + 1);
                }
            }
            return new Tail(Optional.empty(), 0);
        }
    }

    /** Where the log stood after a file's last line; empty where none of its last lines is ours. */
    static Optional<Chain> lastOf(Path file) throws IOException {
        return tail(file).last;
    }

    private static int lastNewline(byte[] text, int before) {
        int at = before - 1;
        while (at >= 0 && text[at] != '\n') {
            at--;
        }
        return at;
    }

    private AuditEvent quarantine(Tail tail) throws IOException {
        try (FileChannel log = FileChannel.open(current, READ, WRITE)) {
            long torn = log.size() - tail.intact;
            String into = "torn-" + (tail.last.map(Chain::seq).orElse(0L) + 1) + "-" + System.currentTimeMillis();
            try (var out = PrivateFiles.make(folder.resolve(into))) {
                for (long at = tail.intact; at < log.size(); ) {
                    at += log.transferTo(at, log.size() - at, out.getChannel());
                }
                out.getFD().sync();
            }
            log.truncate(tail.intact);
            log.force(true);
            return new AuditEvent.TailQuarantined(CURRENT, torn, into);
        }
    }

    /** The full files in the order of their lines. */
    static List<Path> full(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (var entries = Files.newDirectoryStream(folder, "audit-*.jsonl")) {
            entries.forEach(files::add);
        }
        files.sort(null);
        return files;
    }

    private static String nameOf(long first) {
        return "audit-%015d.jsonl".formatted(first);
    }

    /**
     * Appends lines, all or none of them.
     *
     * @param before where the log stands before them
     * @throws IOException when they are not there, and nothing of them
     */
    void append(byte[] lines, Chain before, Instant now) throws IOException {
        FileChannel log = opened(before, now);
        try {
            ByteBuffer bytes = ByteBuffer.wrap(lines);
            while (bytes.hasRemaining()) {
                log.write(bytes, size + bytes.position());
            }
            size += lines.length;
        } catch (IOException failed) {
            takeBack(size);
            throw failed;
        }
    }

    /** Cuts the file at a length it had before. */
    void takeBack(long length) {
        FileChannel log = channel;
        try {
            if (log != null) {
                log.truncate(length);
            }
            size = length;
        } catch (IOException stuck) {
            // What is left behind the last line is overwritten by the next one, or quarantined at the next start.
            size = length;
        }
    }

    long size() {
        return size;
    }

    void force() throws IOException {
        FileChannel log = channel;
        if (log != null) {
            log.force(false);
        }
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
        log = FileChannel.open(current, WRITE);
        size = log.size();
        Optional<Chain.Line> head = size == 0 ? Optional.empty() : head(current);
        first = head.map(line -> new Chain(line.seq(), line.hash())).orElse(new Chain(before.seq() + 1, ""));
        begun = head.map(Chain.Line::at).orElse(now);
        channel = log;
        return log;
    }

    /** The first line of a file; empty where it is none of ours. */
    static Optional<Chain.Line> head(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            byte[] text = in.readNBytes(TAIL);
            for (int i = 0; i < text.length; i++) {
                if (text[i] == '\n') {
                    return Chain.Line.parse(Arrays.copyOf(text, i));
                }
            }
            return Optional.empty();
        }
    }

    /** When the first line of the current file was written; nothing where there is none. */
    Optional<Instant> begun() {
        return channel == null || size == 0 ? Optional.empty() : Optional.of(begun);
    }

    /** Whether the current file is gone although it is being written. */
    boolean vanished() {
        return channel != null && !Files.exists(current);
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
        size = 0;
        if (log != null) {
            log.close();
        }
    }
}
