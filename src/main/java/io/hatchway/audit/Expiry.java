package io.hatchway.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which files of the log must go: those that are too old, and the oldest where all together are too much. */
record Expiry(Path folder, AuditLog.Bounds bounds, Clock clock) {

    /** A file that must go, and why. */
    record Due(Path file, String reason) {}

    /** The full file that must go next: only ever the oldest, so that what is left has no gap. */
    Optional<Due> next() throws IOException {
        List<Path> full = AuditFiles.full(folder);
        if (full.isEmpty()) {
            return Optional.empty();
        }
        Path oldest = full.getFirst();
        if (isOld(oldest)) {
            return Optional.of(new Due(oldest, "age"));
        }
        long total = 0;
        for (Path file : full) {
            total += Files.size(file);
        }
        for (Path file : aside()) {
            total += Files.size(file);
        }
        Path current = folder.resolve(AuditFiles.CURRENT);
        total += Files.exists(current) ? Files.size(current) : 0;
        return total > bounds.quota() ? Optional.of(new Due(oldest, "quota")) : Optional.empty();
    }

    /** Removes what was moved aside and is too old; it is no part of the log. */
    void removeAside() throws IOException {
        for (Path file : aside()) {
            if (isOld(file)) {
                Files.delete(file);
            }
        }
    }

    private boolean isOld(Path file) throws IOException {
        return bounds.keep().isPositive()
                && !clock.instant()
                        .isBefore(Files.getLastModifiedTime(file).toInstant().plus(bounds.keep()));
    }

    private List<Path> aside() throws IOException {
        List<Path> files = new ArrayList<>();
        try (var entries = Files.newDirectoryStream(folder, "{torn,checkpoint}-*")) {
            entries.forEach(files::add);
        } catch (java.nio.file.DirectoryIteratorException failed) {
            throw failed.getCause();
        }
        files.sort(Comparator.naturalOrder());
        return files;
    }
}
