package io.hatchway.audit;

import io.hatchway.container.Pty;
import io.hatchway.session.Session;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder of recordings: their names rise with their time, the oldest make room, and none grows without bounds. */
public final class Recordings implements AutoCloseable {
    /** One recording may have so much of the quota: whoever prints most must not push out everybody else's. */
    private static final int SHARES = 8;

    private static final Logger LOG = LoggerFactory.getLogger(Recordings.class);
    private static final Duration LOOK = Duration.ofMinutes(1);
    private static final int CHECKED_EACH = 1 << 20;
    static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Pattern NAMED = Pattern.compile("[0-9TZ]+-[0-9a-f]+\\.cast");

    private final Path folder;
    private final Bounds bounds;
    private final Room room;
    private final Clock clock;
    private final Consumer<AuditEvent> events;
    private final Set<Path> running = ConcurrentHashMap.newKeySet();
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong unchecked = new AtomicLong();
    private final Thread watch;

    /**
     * How much is kept.
     *
     * @param quota bytes of all recordings together
     * @param keep age after which one is removed; zero for never
     * @param minFree free bytes on the file system that are the audit log's, and never touched
     */
    public record Bounds(long quota, Duration keep, long minFree) {}

    /**
     * Opens the folder {@code recordings} of the state folder.
     *
     * @param events hears of each recording that is removed
     */
    public Recordings(Path state, Bounds bounds, Clock clock, Consumer<AuditEvent> events) {
        this.folder = state.resolve("recordings");
        this.bounds = bounds;
        this.room = new Room(folder, bounds.minFree() + 2 * CHECKED_EACH);
        this.clock = clock;
        this.events = events;
        this.watch = Thread.ofVirtual().name("recordings").start(this::look);
    }

    /**
     * Begins a recording of a session on a terminal; its header is on disk when this returns.
     *
     * @throws IOException when there is no room, or it cannot be written
     */
    CastFile make(Session session) throws IOException {
        PrivateFiles.folder(folder);
        room.check();
        Pty pty = session.request().pty().orElseThrow();
        Instant now = clock.instant();
        Path file = folder.resolve(NAME.format(now) + "-" + session.id() + ".cast");
        running.add(file);
        try {
            return new CastFile(
                    file,
                    PrivateFiles.make(file),
                    pty,
                    now,
                    session.grant().target().login(),
                    meter(file));
        } catch (IOException failed) {
            running.remove(file);
            throw failed;
        }
    }

    Meter meter(Path file) {
        return new Meter(file);
    }

    /** Counts one recording's bytes, and refuses those there is no room for. */
    final class Meter {
        private final Path file;
        private final AtomicLong own = new AtomicLong();

        private Meter(Path file) {
            this.file = file;
        }

        void use(int bytes) throws IOException {
            if (own.addAndGet(bytes) > bounds.quota() / SHARES) {
                throw new IOException("one recording may have " + bounds.quota() / SHARES + " bytes and no more");
            }
            // One count for all: a thousand recordings grow together as fast as one.
            if (unchecked.addAndGet(bytes) >= CHECKED_EACH) {
                room.check();
                unchecked.set(0);
            }
            if (used.addAndGet(bytes) > bounds.quota()) {
                removeOld();
                // What is on disk was counted anew, and these bytes are not there yet.
                if (used.addAndGet(bytes) > bounds.quota()) {
                    throw new IOException("all recordings together may have " + bounds.quota() + " bytes and no more");
                }
            }
        }

        void close() {
            running.remove(file);
        }
    }

    private void look() {
        boolean mended = false;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                if (!mended) {
                    mended = true;
                    mendTornOnes();
                }
                removeOld();
                Thread.sleep(LOOK);
            } catch (InterruptedException closed) {
                return;
            } catch (RuntimeException | Error fault) {
                LOG.error("recordings could not be looked after; it is tried again in a minute", fault);
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK);
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Where a gateway was killed in the middle of a line, a player would stumble over it. */
    private void mendTornOnes() {
        for (Path file : finished()) {
            try {
                mend(file);
            } catch (IOException unreadable) {
                LOG.warn("the recording {} cannot be looked at: {}", file, unreadable.toString());
            }
        }
    }

    private static void mend(Path file) throws IOException {
        try (RandomAccessFile cast = new RandomAccessFile(file.toFile(), "rw")) {
            long end = cast.length();
            while (end > 0 && byteAt(cast, end - 1) != '\n') {
                end--;
            }
            if (end < cast.length()) {
                cast.setLength(end);
                LOG.info("the recording {} ended in the middle of a line, which was cut off", file.getFileName());
            }
        }
    }

    /** What became of a recording that a killed gateway did not end; its last line, where torn, is cut off first. */
    FoundRecording found(String name) {
        return new FoundRecording(
                name, NAMED.matcher(name).matches() ? content(folder.resolve(name)) : Optional.empty());
    }

    private static Optional<FoundRecording.Content> content(Path file) {
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            mend(file);
            MessageDigest digest = Sha256.begin();
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                long bytes = in.transferTo(OutputStream.nullOutputStream());
                return Optional.of(new FoundRecording.Content(HexFormat.of().formatHex(digest.digest()), bytes));
            }
        } catch (IOException unreadable) {
            LOG.warn("the recording {} cannot be read: {}", file, unreadable.toString());
            return Optional.empty();
        }
    }

    private static int byteAt(RandomAccessFile file, long at) throws IOException {
        file.seek(at);
        return file.read();
    }

    /** Those that have ended, the oldest first. */
    private List<Path> finished() {
        List<Path> files = new ArrayList<>();
        try (var entries = Files.newDirectoryStream(folder, "*.cast")) {
            entries.forEach(file -> {
                if (!running.contains(file)) {
                    files.add(file);
                }
            });
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException | DirectoryIteratorException unreadable) {
            LOG.warn("the folder of recordings cannot be listed: {}", unreadable.toString());
            return List.of();
        }
        files.sort(null);
        return files;
    }

    private synchronized void removeOld() {
        List<Path> oldest = finished();
        long total = Stream.concat(oldest.stream(), running.stream())
                .mapToLong(Recordings::size)
                .sum();
        // Names say when a recording began, not when it ended: an old one may come after a young one.
        for (Path file : oldest) {
            boolean full = total > bounds.quota() - CHECKED_EACH;
            total -= removeIfDue(file, full);
        }
        used.set(total);
    }

    /** How much room that made. One that cannot be removed must not keep the others. */
    private long removeIfDue(Path file, boolean full) {
        try {
            Instant written = Files.getLastModifiedTime(file).toInstant();
            boolean old = bounds.keep().isPositive() && clock.instant().isAfter(written.plus(bounds.keep()));
            if (!old && !full) {
                return 0;
            }
            long size = Files.size(file);
            Files.delete(file);
            events.accept(new AuditEvent.RecordingRemoved(file.getFileName().toString(), old ? "age" : "quota"));
            return size;
        } catch (NoSuchFileException gone) {
            return 0;
        } catch (IOException failed) {
            LOG.warn("the recording {} could not be removed: {}", file, failed.toString());
            return 0;
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException goneOrUnknown) {
            return 0;
        }
    }

    @Override
    public void close() {
        watch.interrupt();
    }
}
