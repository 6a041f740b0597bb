package io.hatchway.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions whose processes may still live: one small file each, named by the session's id, written before the first
 * process starts and removed when all are known to be gone. What a killed gateway leaves here is how the next one finds
 * its orphans.
 */
final class Journal {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    private final Path folder;

    /** An entry: whose processes, and where to look for them. */
    record Entry(String sessionId, String engine, String containerId) {}

    /** Makes the folder when there is none. */
    Journal(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        try (Stream<Path> drafts = Files.list(folder)) {
            for (Path draft : drafts.filter(
                            file -> file.getFileName().toString().startsWith("."))
                    .toList()) {
                Files.deleteIfExists(draft);
            }
        }
    }

    void open(Entry entry) throws IOException {
        // Whole or not at all: a reader never meets half an entry.
        Path draft = folder.resolve("." + entry.sessionId());
        Files.writeString(draft, entry.engine() + "\n" + entry.containerId() + "\n", UTF_8);
        Files.move(draft, file(entry.sessionId()), StandardCopyOption.ATOMIC_MOVE);
    }

    void close(String sessionId) throws IOException {
        Files.deleteIfExists(file(sessionId));
    }

    boolean has(String sessionId) {
        return Files.exists(file(sessionId));
    }

    List<Entry> entries() throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(folder)) {
            files = found.filter(file -> file.getFileName().toString().matches("[0-9a-f]{32}"))
                    .toList();
        }
        List<Entry> entries = new ArrayList<>();
        for (Path file : files) {
            try {
                List<String> lines = Files.readAllLines(file, UTF_8);
                if (lines.size() == 2) {
                    entries.add(new Entry(file.getFileName().toString(), lines.get(0), lines.get(1)));
                }
            } catch (NoSuchFileException closedMeanwhile) {
                // its session ended while we looked
            } catch (IOException unreadable) {
                LOG.warn("{} is no entry of the journal", file, unreadable);
            }
        }
        return entries;
    }

    private Path file(String sessionId) {
        return folder.resolve(sessionId);
    }
}
