package io.hatchway.keys;

import io.hatchway.access.Secret;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A file by its path, as it was looked at once: {@code access.yaml} or one that it names. Equal looks saw the same.
 *
 * @param seen empty where there was nothing to see
 * @param closed why it was not even to be seen
 * @param untrusted why what it says is not trusted: others may write to it, or put another in its place
 */
record WatchedFile(Path path, Optional<KeyFile> seen, Optional<String> closed, Optional<String> untrusted) {

    /** What reading came to. */
    sealed interface Reading {
        /** Nobody but root and the gateway's user could have written it. */
        record Good(KeyFile file, Secret content) implements Reading {}

        /** Others could have written it, or part of it. */
        record Untrusted(String reason, Secret content) implements Reading {}

        /**
         * Nothing is known of what it says.
         *
         * @param passing whether it may be readable the next moment, though nobody touches it
         */
        record Unread(String reason, boolean passing) implements Reading {}

        record Gone() implements Reading {}
    }

    static WatchedFile look(Path path, SafePath.Round folders) {
        try {
            KeyFile file = KeyFile.look(path);
            Optional<String> untrusted = folders.objection(folder(path))
                    .map(reason -> "its folder cannot be trusted: " + reason)
                    .or(() -> file.refusalToTrust(folders.ownUser()));
            return new WatchedFile(path, Optional.of(file), Optional.empty(), untrusted);
        } catch (NoSuchFileException gone) {
            return new WatchedFile(path, Optional.empty(), Optional.empty(), Optional.empty());
        } catch (IOException e) {
            return new WatchedFile(path, Optional.empty(), Optional.of(unreadable(e)), Optional.empty());
        }
    }

    private static Path folder(Path path) {
        return Optional.ofNullable(path.toAbsolutePath().getParent()).orElse(Path.of("/"));
    }

    private static String unreadable(IOException e) {
        return "it cannot be read: " + KeyFile.sentence(e);
    }

    Reading read(KeyFile.Limit limit) {
        Optional<String> unopened = closed.or(() -> seen.flatMap(file -> file.refusalToOpen(limit)));
        if (unopened.isPresent()) {
            return new Reading.Unread(unopened.get(), closed.isPresent());
        }
        if (seen.isEmpty()) {
            return new Reading.Gone();
        }
        KeyFile file = seen.get();
        try {
            byte[] bytes = file.bytes(limit);
            Optional<String> grown = limit.objection(bytes.length);
            if (grown.isPresent()) {
                return new Reading.Unread(grown.get(), false);
            }
            Secret content = Secret.of(bytes);
            return untrusted
                    .<Reading>map(reason -> new Reading.Untrusted(reason, content))
                    .orElseGet(() -> new Reading.Good(file, content));
        } catch (IOException e) {
            return new Reading.Unread(unreadable(e), true);
        }
    }

    /** Whether it was changed after that instant. */
    boolean changedWithin(Instant from, Instant to) {
        return seen.filter(file -> file.changedWithin(from, to)).isPresent();
    }
}
