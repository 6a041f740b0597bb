package io.hatchway.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hatchway.access.Identity;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jline.reader.impl.history.DefaultHistory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one identity typed, in a file of its own that only the gateway reads. Lines with secrets are not kept. */
final class PrivateHistory extends DefaultHistory {
    /** Lines kept for each identity. */
    static final int MOST = 1000;

    /** In characters; all lines of a history are in memory while its console is open. */
    private static final int LONGEST = 4096;

    private static final Logger LOG = LoggerFactory.getLogger(PrivateHistory.class);

    @Override
    public void add(Instant time, String line) {
        if (isKept(line)) {
            super.add(time, line);
        }
    }

    /** Asked of the bare words: an open quote, or one around an option, hides nothing. */
    static boolean isKept(String line) {
        if (line.length() > LONGEST) {
            return false;
        }
        String bare = line.replaceAll("[\"'\\\\]", "").strip();
        return !Secrets.isIn(Arrays.asList(bare.split("\\s+")));
    }

    /** An identity's file, made when there is none; empty when it cannot be. */
    static Optional<Path> file(Path folder, Identity identity) {
        Path file = folder.resolve(fileName(identity));
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectory(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException kept) {
            return Optional.of(file);
        } catch (IOException unusable) {
            LOG.warn("no history is kept: {}", unusable.toString());
            return Optional.empty();
        }
        return Optional.of(file);
    }

    private static String fileName(Identity identity) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(identity.fingerprint().getBytes(UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
