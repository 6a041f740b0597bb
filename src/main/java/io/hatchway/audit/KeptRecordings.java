package io.hatchway.audit;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The recordings there are, to be read. Those of sessions that run grow meanwhile, by whole lines. */
public final class KeptRecordings {
    private static final Pattern NAME = Pattern.compile("([0-9]{8}T[0-9]{6}Z)-([0-9a-f]{32})\\.cast");

    private final Path folder;

    /** Those of a state folder. */
    public KeptRecordings(Path state) {
        this.folder = state.resolve("recordings");
    }

    /**
     * One of them.
     *
     * @param session the id of the session
     * @param began when it began, in whole seconds
     */
    public record Kept(String session, Instant began, Path file) {}

    /** All, the oldest first. */
    public List<Kept> all() throws IOException {
        List<Kept> all = new ArrayList<>();
        try (var entries = Files.newDirectoryStream(folder, "*.cast")) {
            entries.forEach(file -> parse(file).ifPresent(all::add));
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (DirectoryIteratorException failed) {
            throw failed.getCause();
        }
        all.sort(java.util.Comparator.comparing(kept -> kept.file().getFileName()));
        return all;
    }

    private static Optional<Kept> parse(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (!name.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Kept(name.group(2), Recordings.NAME.parse(name.group(1), Instant::from), file));
        } catch (DateTimeException noTime) {
            return Optional.empty();
        }
    }
}
