package io.hatchway.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log as its one writing thread sees it: seals events into lines, signs, begins new files, removes old ones. */
final class AuditWriter {
    static final Duration SECOND = Duration.ofSeconds(1);
    static final String CHECKPOINT = "checkpoint";
    private static final Logger LOG = LoggerFactory.getLogger(AuditWriter.class);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration LOOK_FOR_OLD_ONES = Duration.ofMinutes(10);

    private final Path folder;
    private final AuditFiles files;
    private final AuditLog.Bounds bounds;
    private final AuditKey key;
    private final Clock clock;
    private Chain chain;
    private Chain signed = Chain.START;
    private long lost;
    private String lostWhy = "";
    private long complainedAt = System.nanoTime() - PATIENCE.toNanos();
    private long tickedAt = System.nanoTime();
    private long lookedAt = System.nanoTime() - LOOK_FOR_OLD_ONES.toNanos();

    /** An event, and when it was said. */
    record Timed(AuditEvent event, Instant at) {}

    private AuditWriter(Path folder, AuditFiles files, AuditLog.Bounds bounds, AuditKey key, Clock clock, Chain chain) {
        this.folder = folder;
        this.files = files;
        this.bounds = bounds;
        this.key = key;
        this.clock = clock;
        this.chain = chain;
    }

    /** @param findings hears what was wrong with what an earlier run left */
    static AuditWriter open(
            Path folder, AuditLog.Bounds bounds, AuditKey key, Clock clock, Consumer<AuditEvent> findings)
            throws IOException {
        AuditFiles files = AuditFiles.in(folder);
        AuditFiles.Found found = files.recover();
        found.torn().ifPresent(torn -> {
            LOG.warn("the audit log did not end with a whole line: {}", torn);
            findings.accept(torn);
        });
        Chain chain = found.chain();
        Optional<Chain> last = lastSigned(folder, key);
        if (last.isPresent() && last.get().seq() > chain.seq()) {
            LOG.error(
                    "the audit log ends with line {}, but line {} was signed once: its end was cut off or removed",
                    chain.seq(),
                    last.get().seq());
            findings.accept(
                    new AuditEvent.LinesMissing(chain.seq() + 1, last.get().seq()));
            chain = new Chain(last.get().seq(), chain.hash());
        }
        return new AuditWriter(folder, files, bounds, key, clock, chain);
    }

    private static Optional<Chain> lastSigned(Path folder, AuditKey key) {
        try {
            Optional<Checkpoint.Signed> last = Checkpoint.read(folder.resolve(CHECKPOINT));
            boolean ours = last.isEmpty()
                    || (last.get().isGenuine()
                            && last.get().signature().publicKey().equals(key.blob()));
            if (!ours) {
                LOG.error("the audit log's checkpoint is not signed by {}, and is replaced", key.blob());
            }
            return ours ? last.map(signed -> signed.checkpoint().chain()) : Optional.empty();
        } catch (IOException unreadable) {
            LOG.error("the audit log's checkpoint cannot be read, and is replaced", unreadable);
            return Optional.empty();
        }
    }

    /** Counts events that will never be written, to say so when something can be. */
    void lose(long count, String why) {
        lost += count;
        lostWhy = why;
    }

    /**
     * Writes events, all or none of them.
     *
     * @param sync whether they must be on disk when this returns
     */
    void append(List<Timed> events, boolean sync) throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        Chain next = chain;
        if (lost > 0) {
            next = seal(next, new Timed(new AuditEvent.EventsLost(lost, lostWhy), clock.instant()), lines);
        }
        for (Timed event : events) {
            next = seal(next, event, lines);
        }
        files.append(lines.toByteArray(), chain, clock.instant());
        if (sync) {
            try {
                files.force();
            } catch (IOException failed) {
                files.takeBack(files.size() - lines.size());
                throw failed;
            }
        }
        chain = next;
        lost = 0;
    }

    private static Chain seal(Chain before, Timed event, ByteArrayOutputStream lines) {
        Chain.Sealed sealed = before.seal(event.event(), event.at());
        lines.writeBytes(sealed.line().getBytes(UTF_8));
        return sealed.after();
    }

    /** To be called often; each second it signs what is new, and looks whether a file is full or old. */
    void tick() {
        if (System.nanoTime() - tickedAt < SECOND.toNanos()) {
            return;
        }
        tickedAt = System.nanoTime();
        try {
            if (files.vanished()) {
                LOG.error(
                        "audit.jsonl was removed while it was written; verification will name the lines that are gone");
                files.close();
            }
            sign();
            boolean old = files.begun()
                    .filter(begun -> !clock.instant().isBefore(begun.plus(bounds.fileAge())))
                    .isPresent();
            if (old || files.size() >= bounds.fileSize()) {
                rotate();
            }
            if (System.nanoTime() - lookedAt >= LOOK_FOR_OLD_ONES.toNanos()) {
                lookedAt = System.nanoTime();
                expire();
            }
        } catch (IOException | GeneralSecurityException failed) {
            complain(failed);
        }
    }

    /** Not every second: a full disk stays full. */
    private void complain(Exception failed) {
        if (System.nanoTime() - complainedAt >= PATIENCE.toNanos()) {
            complainedAt = System.nanoTime();
            LOG.error("the audit log could not be signed or looked after: {}", failed.toString());
        }
    }

    /** Only what is on disk is signed: a signature must never outlive what it is about. */
    private void sign() throws IOException, GeneralSecurityException {
        if (chain.equals(signed) || chain.seq() == 0) {
            return;
        }
        files.force();
        Checkpoint.of(chain, clock.instant()).write(folder.resolve(CHECKPOINT), key);
        signed = chain;
    }

    /** Ends the file with a signature, so that it can be verified away from the others. */
    private void rotate() throws IOException, GeneralSecurityException {
        Checkpoint checkpoint = Checkpoint.of(chain, clock.instant());
        String signature = key.sign(checkpoint.message()).base64();
        append(List.of(new Timed(new AuditEvent.CheckpointSigned(checkpoint, signature), clock.instant())), true);
        files.rotate();
        sign();
        expire();
    }

    /** The event comes first: what is gone without one was taken by somebody else. */
    private void expire() throws IOException {
        List<Path> full = AuditFiles.full(folder);
        for (int i = 0; bounds.keep().isPositive() && i < full.size(); i++) {
            Path file = full.get(i);
            Instant written = Files.getLastModifiedTime(file).toInstant();
            if (clock.instant().isBefore(written.plus(bounds.keep()))) {
                return;
            }
            Optional<Chain> last = AuditFiles.lastOf(file);
            if (last.isPresent()) {
                append(
                        List.of(new Timed(
                                new AuditEvent.FileExpired(
                                        file.getFileName().toString(),
                                        last.get().seq()),
                                clock.instant())),
                        true);
            }
            Files.delete(file);
        }
    }

    void close() {
        try {
            sign();
            files.close();
        } catch (IOException | GeneralSecurityException failed) {
            LOG.error("the audit log did not end cleanly: {}", failed.toString());
        }
    }
}
