package io.hatchway.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A log in a folder of a test's, with a clock it sets. */
final class SampleLog {
    static final AuditLog.Bounds BOUNDS =
            new AuditLog.Bounds(1 << 20, Duration.ofDays(1), Duration.ofDays(30), 1L << 30, 0);

    private final Path state;
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

    SampleLog(Path state) {
        this.state = state;
    }

    void setClock(Instant time) {
        now = time;
    }

    private Clock clock() {
        InstantSource source = () -> now;
        return source.withZone(ZoneOffset.UTC);
    }

    AuditLog open(AuditLog.Bounds bounds, AuditFiles.Sync sync) throws IOException {
        return AuditLog.open(state, bounds, clock(), sync);
    }

    AuditLog open(AuditLog.Bounds bounds) throws IOException {
        return AuditLog.open(state, bounds, clock());
    }

    AuditLog open() throws IOException {
        return open(BOUNDS);
    }

    /** Writes that many events in one run of the gateway, and its end. */
    void write(int events) throws Exception {
        write(events, BOUNDS);
    }

    void write(int events, AuditLog.Bounds bounds) throws Exception {
        try (AuditLog log = open(bounds)) {
            for (int i = 0; i < events; i++) {
                log.commit(new AuditEvent.ConfigurationAccepted("file " + i));
            }
        }
    }

    Path folder() {
        return state.resolve("audit");
    }

    Path file() {
        return folder().resolve(AuditFiles.CURRENT);
    }

    List<String> lines() throws IOException {
        return Files.readAllLines(file());
    }

    /** What all files hold, in order. */
    List<String> allLines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path full : AuditFiles.full(folder())) {
            lines.addAll(Files.readAllLines(full));
        }
        if (Files.exists(file())) {
            lines.addAll(lines());
        }
        return lines;
    }

    void change(UnaryOperator<List<String>> change) throws IOException {
        List<String> lines = change.apply(new ArrayList<>(lines()));
        Files.writeString(file(), String.join("\n", lines) + (lines.isEmpty() ? "" : "\n"));
    }

    Verification.Verdict verify() {
        try {
            return Verification.ofState(state, Optional.empty());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
