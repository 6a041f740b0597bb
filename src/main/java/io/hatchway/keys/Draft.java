package io.hatchway.keys;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A file as it was read in order to be changed. What is written goes beside it first, with the same owner and mode, and
 * takes its place at once when it is safe on the disk: nobody sees half of it. Where somebody else changed it meanwhile it
 * stays as they left it.
 *
 * @param seen empty where there is no such file yet
 * @param bytes its content, a character for each byte, so that what is no UTF-8 survives
 */
record Draft(Path path, Optional<KeyFile> seen, String bytes) {
    private static final String PRIVATE = "rw-------";

    /**
     * Reads a file to be changed.
     *
     * @throws EditException when it is a link, no file, too large or unreadable
     */
    static Draft of(Path path) throws EditException {
        try {
            KeyFile seen = KeyFile.look(path);
            Optional<String> refusal = seen.refusalToOpen(KeyFile.Limit.WRITTEN);
            if (refusal.isPresent()) {
                throw new EditException(path + " is not touched: " + refusal.get() + ".");
            }
            return new Draft(path, Optional.of(seen), new String(seen.bytes(KeyFile.Limit.WRITTEN), ISO_8859_1));
        } catch (NoSuchFileException none) {
            return new Draft(path, Optional.empty(), "");
        } catch (IOException unreadable) {
            throw new EditException(path + " cannot be read: " + KeyFile.sentence(unreadable) + ".", unreadable);
        }
    }

    /** The text as the gateway reads it. */
    static String text(String bytes) {
        return new String(bytes.getBytes(ISO_8859_1), UTF_8);
    }

    /** A text in a character for each byte. */
    static String bytes(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    String text() {
        return text(bytes);
    }

    /** Why nothing that is written here would count, if so. */
    Optional<String> distrust() throws EditException {
        try {
            int ownUser = KeyFile.ownUser();
            return SafePath.objection(folder(), ownUser).or(() -> seen.flatMap(file -> file.refusalToTrust(ownUser)));
        } catch (IOException e) {
            throw new EditException(folder() + " cannot be looked at: " + KeyFile.sentence(e) + ".", e);
        }
    }

    private Path folder() {
        return Optional.ofNullable(path.toAbsolutePath().getParent()).orElse(Path.of("/"));
    }

    /**
     * Writes another content beside the file; whoever gets it {@linkplain Beside#replace puts} it in the file's place, or
     * {@linkplain Beside#discard takes} it away again.
     */
    Beside beside(String changed) throws EditException {
        Path draft = folder().resolve("." + path.getFileName() + "."
                + Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), 36) + ".new");
        refuseFolderOfOthers(folder(), path);
        try {
            try (FileChannel disk = FileChannel.open(
                    draft,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(PRIVATE)))) {
                ByteBuffer left = ByteBuffer.wrap(changed.getBytes(ISO_8859_1));
                while (left.hasRemaining()) {
                    disk.write(left);
                }
                likeThe(draft);
                disk.force(true);
            }
            return new Beside(draft);
        } catch (IOException failed) {
            new Beside(draft).discard();
            throw unwritable(failed);
        }
    }

    /**
     * Refuses to write where others could put a link, a pipe or something else under the name that is written to.
     *
     * @param what it is written for
     */
    static void refuseFolderOfOthers(Path folder, Path what) throws EditException {
        try {
            Optional<String> objection = SafePath.objection(folder, KeyFile.ownUser());
            if (objection.isPresent()) {
                throw new EditException(what + " stays as it is, for whoever may write to the folder " + folder
                        + " could turn that against the gateway: " + objection.get() + ". Then try again.");
            }
        } catch (IOException e) {
            throw new EditException(folder + " cannot be looked at: " + KeyFile.sentence(e) + ".", e);
        }
    }

    private void likeThe(Path draft) throws IOException {
        if (seen.isEmpty()) {
            return;
        }
        KeyFile made = KeyFile.look(draft);
        if (made.owner() != seen.get().owner()) {
            Files.setAttribute(draft, "unix:uid", seen.get().owner(), LinkOption.NOFOLLOW_LINKS);
        }
        Object group = Files.getAttribute(path, "unix:gid", LinkOption.NOFOLLOW_LINKS);
        if (!group.equals(Files.getAttribute(draft, "unix:gid", LinkOption.NOFOLLOW_LINKS))) {
            Files.setAttribute(draft, "unix:gid", group, LinkOption.NOFOLLOW_LINKS);
        }
        Files.setPosixFilePermissions(draft, Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
    }

    private EditException unwritable(IOException failed) {
        String reason = failed instanceof AccessDeniedException
                ? "the gateway's user may not write there"
                : failed instanceof FileSystemException disk && disk.getReason() != null
                        ? String.valueOf(disk.getReason())
                        : String.valueOf(failed.getMessage());
        return new EditException(
                path + " stays as it is, for nothing can be written beside it: " + reason
                        + ". Where the folder is mounted read-only, change the file on the gateway's host.",
                failed);
    }

    /** What is to take the file's place. */
    final class Beside {
        private final Path draft;

        private Beside(Path draft) {
            this.draft = draft;
        }

        Path path() {
            return draft;
        }

        /** What it is for. */
        Path file() {
            return Draft.this.path;
        }

        void discard() {
            try {
                Files.deleteIfExists(draft);
            } catch (IOException left) {
                // It is hidden, and nobody reads it.
            }
        }

        /**
         * Puts it in place, where the file is still the one that was read.
         *
         * @throws EditException when it is not; then nothing has changed
         */
        void replace() throws EditException {
            try {
                if (!seen.equals(now())) {
                    throw new EditException(
                            path + " was changed by somebody else at this moment, and is left so. Try again.");
                }
                Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
                try (FileChannel names = FileChannel.open(folder(), StandardOpenOption.READ)) {
                    names.force(true);
                }
            } catch (IOException failed) {
                throw unwritable(failed);
            } finally {
                discard();
            }
        }

        private Optional<KeyFile> now() throws IOException {
            try {
                return Optional.of(KeyFile.look(path));
            } catch (NoSuchFileException none) {
                return Optional.empty();
            }
        }
    }
}
