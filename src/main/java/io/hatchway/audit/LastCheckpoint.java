package io.hatchway.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file {@code checkpoint}: the newest signature, apart from the log. */
final class LastCheckpoint {
    static final String NAME = "checkpoint";
    private static final Logger LOG = LoggerFactory.getLogger(LastCheckpoint.class);

    private final Path folder;
    private final Path file;
    private final AuditKey key;

    LastCheckpoint(Path folder, AuditKey key) {
        this.folder = folder;
        this.file = folder.resolve(NAME);
        this.key = key;
    }

    /**
     * Where the log stood when an earlier run signed it, with this key or one that was in its place before. A file that
     * cannot be believed is kept beside the new one.
     *
     * @param lines whether there are lines, and so must be a checkpoint
     * @param findings hears when there is none, or none that can be believed
     */
    Optional<Chain> recover(boolean lines, Consumer<AuditEvent> findings) throws IOException {
        String wrong;
        try {
            Optional<Checkpoint.Signed> last = Checkpoint.read(file);
            if (last.isPresent()
                    && last.get().isGenuine()
                    && key.known().contains(last.get().signature().publicKey())) {
                return last.map(signed -> signed.checkpoint().chain());
            }
            if (last.isEmpty() && !lines) {
                return Optional.empty();
            }
            wrong = last.isEmpty() ? "there is none" : "it is not signed by this gateway";
        } catch (IOException unreadable) {
            wrong = "it cannot be read";
            LOG.debug("the checkpoint is unreadable", unreadable);
        }
        Optional<String> kept = Optional.empty();
        if (Files.exists(file)) {
            String name = NAME + "-" + System.currentTimeMillis();
            Files.move(file, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            kept = Optional.of(name);
        }
        LOG.error(
                "the audit log's checkpoint cannot be believed: {}. Whether the log's end was cut cannot be known: compare"
                        + " it with copies of the checkpoint that are kept elsewhere.",
                wrong);
        findings.accept(new AuditEvent.CheckpointLost(wrong, kept));
        return Optional.empty();
    }

    void write(Checkpoint checkpoint) throws IOException, GeneralSecurityException {
        checkpoint.write(file, key);
    }
}
