package io.hatchway.audit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a state folder's audit log, read while the gateway writes: whole lines alone, in their order, over all its
 * files. One line is in memory at a time, and the last ones where they are asked for.
 */
public final class AuditTrail {
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final int LONGEST_LINE = 1 << 20;

    private final Path folder;

    public AuditTrail(Path state) {
        this.folder = state.resolve("audit");
    }

    /** Takes a line without its end; nobody has looked at what is in it. */
    @FunctionalInterface
    public interface Sink {
        void line(byte[] line) throws IOException, InterruptedException;
    }

    /**
     * Which lines.
     *
     * @param from those before then need not be handed over
     * @param tail the last so many of them; empty: all
     * @param follow whether to wait for more
     * @param until when to wait no longer; empty: never. Later ones are handed over all the same
     */
    public record Part(Optional<Instant> from, OptionalInt tail, boolean follow, Optional<Instant> until) {
        /** What there is. */
        public Part(Optional<Instant> from, OptionalInt tail) {
            this(from, tail, false, Optional.empty());
        }

        private boolean isOver() {
            return !follow || until.filter(end -> Instant.now().isAfter(end)).isPresent();
        }
    }

    /**
     * Hands over lines. For the last ones it goes back over the files only as far as it has to.
     *
     * @param wanted which of them count
     * @throws InterruptedException when the calling thread was interrupted
     */
    public void read(Part part, Predicate<byte[]> wanted, Sink sink) throws IOException, InterruptedException {
        try (Current current = new Current()) {
            List<Path> full = full(current);
            Sink chosen = line -> {
                if (wanted.test(line)) {
                    sink.line(line);
                }
            };
            if (part.tail().isPresent()) {
                for (byte[] line : last(part.tail().getAsInt(), full, current, wanted)) {
                    sink.line(line);
                }
            } else {
                readAll(full, current, part.from(), chosen);
            }
            while (!part.isOver()) {
                Thread.sleep(LOOK);
                current.goOn(chosen);
            }
        } catch (ClosedByInterruptException cancelled) {
            throw new InterruptedException();
        }
    }

    private void readAll(List<Path> full, Current current, Optional<Instant> from, Sink sink)
            throws IOException, InterruptedException {
        for (int at = 0; at < full.size(); at++) {
            Path next = at + 1 < full.size() ? full.get(at + 1) : folder.resolve(AuditFiles.CURRENT);
            if (from.isEmpty() || !endsBefore(next, from.get())) {
                readAll(full.get(at), sink);
            }
        }
        current.read(sink);
    }

    private static Deque<byte[]> last(int count, List<Path> full, Current current, Predicate<byte[]> wanted)
            throws IOException, InterruptedException {
        Deque<byte[]> found = new ArrayDeque<>();
        current.read(keeping(found, count, wanted));
        for (Path file : full.reversed()) {
            if (found.size() >= count) {
                break;
            }
            Deque<byte[]> older = new ArrayDeque<>();
            readAll(file, keeping(older, count - found.size(), wanted));
            older.descendingIterator().forEachRemaining(found::addFirst);
        }
        return found;
    }

    private static Sink keeping(Deque<byte[]> lines, int most, Predicate<byte[]> wanted) {
        return line -> {
            if (most > 0 && wanted.test(line)) {
                if (lines.size() == most) {
                    lines.removeFirst();
                }
                lines.add(line);
            }
        };
    }

    /** The full files, without the one that is being read as the current one and became full meanwhile. */
    private List<Path> full(Current current) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path file : fullFiles()) {
            if (!current.isAt(file)) {
                files.add(file);
                current.done = name(file);
            }
        }
        return files;
    }

    private List<Path> fullFiles() throws IOException {
        return Files.isDirectory(folder) ? AuditFiles.full(folder) : List.of();
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private static boolean endsBefore(Path next, Instant from) throws IOException {
        try {
            return Tail.head(next).filter(head -> head.at().isBefore(from)).isPresent();
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    /** Hands over the whole lines of one file; none where it is gone. */
    static void readAll(Path file, Sink sink) throws IOException, InterruptedException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            new Lines(channel).read(sink);
        } catch (NoSuchFileException expired) {
            // it became too old since the files were listed
        }
    }

    private static @Nullable Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    /** The file that is written: held open, so that it is read to its end whatever it is called by then. */
    private final class Current implements Closeable {
        private final Path path = folder.resolve(AuditFiles.CURRENT);
        private @Nullable FileChannel channel;
        private @Nullable Object key;
        private @Nullable Lines lines;
        /** The newest full file that was read: their names rise with their lines. */
        private String done = "";

        Current() throws IOException {
            open();
        }

        private void open() throws IOException {
            try {
                Object before;
                do {
                    close();
                    before = key(path);
                    channel = FileChannel.open(path, StandardOpenOption.READ);
                    key = key(path);
                    // Otherwise another file came to be called so in between.
                } while (!Objects.equals(before, key));
                lines = new Lines(channel);
            } catch (NoSuchFileException none) {
                close();
            }
        }

        boolean isAt(Path file) throws IOException {
            try {
                return channel != null && Objects.equals(key, key(file));
            } catch (NoSuchFileException gone) {
                return false;
            }
        }

        void read(Sink sink) throws IOException, InterruptedException {
            if (lines != null) {
                lines.read(sink);
            }
        }

        /** Reads what was added; where another file was begun, the rest of this one, those between, and that one. */
        void goOn(Sink sink) throws IOException, InterruptedException {
            boolean here = isAt(path);
            read(sink);
            if (here) {
                return;
            }
            for (Path file : fullFiles()) {
                done = isAt(file) ? name(file) : done;
            }
            open();
            for (Path file : fullFiles()) {
                if (name(file).compareTo(done) > 0 && !isAt(file)) {
                    readAll(file, sink);
                    done = name(file);
                }
            }
            read(sink);
        }

        @Override
        public void close() throws IOException {
            FileChannel opened = channel;
            channel = null;
            key = null;
            lines = null;
            if (opened != null) {
                opened.close();
            }
        }
    }

    /** Cuts a file that grows into its whole lines. */
    private static final class Lines {
        private final FileChannel channel;
        private byte[] rest = new byte[0];

        Lines(FileChannel channel) {
            this.channel = channel;
        }

        void read(Sink sink) throws IOException, InterruptedException {
            ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
            while (channel.read(buffer) >= 0) {
                byte[] bytes = new byte[rest.length + buffer.position()];
                System.arraycopy(rest, 0, bytes, 0, rest.length);
                System.arraycopy(buffer.array(), 0, bytes, rest.length, buffer.position());
                buffer.clear();
                int start = 0;
                for (int at = rest.length; at < bytes.length; at++) {
                    if (bytes[at] == '\n') {
                        sink.line(java.util.Arrays.copyOfRange(bytes, start, at));
                        start = at + 1;
                    }
                }
                if (bytes.length - start > LONGEST_LINE) {
                    throw new IOException("a line of the audit log has no end; 'audit verify' says which");
                }
                rest = java.util.Arrays.copyOfRange(bytes, start, bytes.length);
            }
        }
    }
}
