package io.hatchway.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hatchway.session.Count;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log as its one writing thread sees it: seals events into lines, signs, begins new files, removes old ones. */
final class AuditWriter {
    static final Duration SECOND = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(AuditWriter.class);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration LOOK_FOR_OLD_ONES = Duration.ofMinutes(10);

    private final AuditFiles files;
    private final Expiry expiry;
    private final LastCheckpoint checkpoint;
    private final AuditLog.Bounds bounds;
    private final AuditKey key;
    private final Clock clock;
    private final List<AuditEvent> findings = new ArrayList<>();
    private Chain chain;
    private Chain signed = Chain.START;
    private long lost;
    private String lostWhy = "";
    private long complainedAt = System.nanoTime() - PATIENCE.toNanos();
    private long tickedAt = System.nanoTime();
    private long lookedAt = System.nanoTime() - LOOK_FOR_OLD_ONES.toNanos();

    /** An event, and when it was said. */
    record Timed(AuditEvent event, Instant at) {}

    /**
     * Goes on after what an earlier run left; what is wrong with that will be the log's next lines. A full disk is no
     * reason to fail.
     */
    AuditWriter(Path folder, AuditFiles files, AuditLog.Bounds bounds, AuditKey key, Clock clock) throws IOException {
        this.files = files;
        this.bounds = bounds;
        this.key = key;
        this.clock = clock;
        expiry = new Expiry(folder, bounds, clock);
        checkpoint = new LastCheckpoint(folder, key);
        chain = files.recover();
        Optional<Chain> last = checkpoint.recover(chain.seq() > 0, findings::add);
        if (last.isPresent() && last.get().seq() > chain.seq()) {
            LOG.error(
                    "the audit log ends with line {}, but line {} was signed once: its end was cut off or removed",
                    chain.seq(),
                    last.get().seq());
            findings.add(new AuditEvent.LinesMissing(chain.seq() + 1, last.get().seq()));
            chain = new Chain(last.get().seq(), chain.hash());
        }
        if (last.isEmpty() && chain.seq() == 0) {
            beginSigned();
        }
    }

    /** A log that has a checkpoint from the beginning cannot be cut by removing it. */
    private void beginSigned() {
        try {
            checkpoint.write(Checkpoint.of(chain, clock.instant()));
        } catch (IOException | GeneralSecurityException failed) {
            complain("cannot be signed yet", failed);
        }
    }

    /** Counts events that will never be written, to say so when something can be. */
    void lose(long count, String why) {
        lost += count;
        lostWhy = count > 0 ? why : lostWhy;
    }

    /**
     * Writes events, all or none of them.
     *
     * @param sync whether they must be on disk when this returns
     */
    void append(List<Timed> events, boolean sync) throws IOException {
        if (files.isTamperedWith()) {
            leave("was cut, or written to by somebody else");
        }
        files.quarantine().ifPresent(torn -> {
            LOG.warn(
                    "the audit log did not end with a whole line: its last {} are in {} beside it",
                    Count.of(torn.bytes(), "byte"),
                    torn.into());
            findings.add(torn);
        });
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        Chain next = chain;
        for (AuditEvent finding : findings) {
            next = seal(next, new Timed(finding, clock.instant()), lines);
        }
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
            } catch (IOException | RuntimeException | Error failed) {
                files.takeBack(files.size() - lines.size());
                throw failed;
            }
        }
        chain = next;
        findings.clear();
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
            if (files.isReplaced()) {
                leave("was removed or replaced");
                append(List.of(), true);
            } else if (files.isTamperedWith()) {
                append(List.of(), true);
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
            complain("could not be signed or looked after", failed);
        }
    }

    /** Opens the file anew for the next line, which will say so. */
    private void leave(String what) throws IOException {
        LOG.error(
                "audit.jsonl {} while it was written; verification will name the lines that are gone."
                        + " The gateway begins new files by itself: leave them to it.",
                what);
        findings.add(new AuditEvent.FileReplaced(AuditFiles.CURRENT));
        files.close();
    }

    /** Not for every event or second: a full disk stays full. */
    void complain(String what, Throwable why) {
        if (System.nanoTime() - complainedAt >= PATIENCE.toNanos()) {
            complainedAt = System.nanoTime();
            LOG.error("the audit log {}: {} (said once a minute)", what, why.toString());
        }
    }

    /** Only what is on disk is signed: a signature must never outlive what it is about. */
    private void sign() throws IOException, GeneralSecurityException {
        if (chain.equals(signed) || chain.seq() == 0) {
            return;
        }
        files.force();
        checkpoint.write(Checkpoint.of(chain, clock.instant()));
        signed = chain;
    }

    /** Ends the file with a signature, so that it can be verified away from the others. */
    private void rotate() throws IOException, GeneralSecurityException {
        Checkpoint last = Checkpoint.of(chain, clock.instant());
        String signature = key.sign(last.message()).base64();
        append(List.of(new Timed(new AuditEvent.CheckpointSigned(last, signature), clock.instant())), true);
        files.rotate();
        sign();
        expire();
    }

    /** The event comes first: what is gone without one was taken by somebody else. */
    private void expire() throws IOException {
        expiry.removeAside();
        for (Optional<Expiry.Due> due = expiry.next(); due.isPresent(); due = expiry.next()) {
            Path file = due.get().file();
            Optional<Chain> last = AuditFiles.lastOf(file);
            if (last.isPresent()) {
                AuditEvent removed = new AuditEvent.FileExpired(
                        file.getFileName().toString(),
                        last.get().seq(),
                        due.get().reason());
                append(List.of(new Timed(removed, clock.instant())), true);
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
