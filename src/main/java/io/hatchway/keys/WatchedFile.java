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
 * @param trouble why it cannot be trusted, or be read
 */
record WatchedFile(Path path, Optional<KeyFile> seen, Optional<String> trouble) {

    /** What reading came to. */
    sealed interface Reading {
        /** Nobody but root and the gateway's user could have written it. */
        record Good(KeyFile file, Secret content) implements Reading {}

        /** Others could have written it, or part of it. */
        record Untrusted(String reason, Secret content) implements Reading {}

        record Unread(String reason) implements Reading {}

        record Gone() implements Reading {}
    }

    static WatchedFile look(Path path, SafePath.Round folders) {
        try {
            KeyFile file = KeyFile.look(path);
            // Who may write to the folder can put another file in the place of this one.
            Optional<String> open = folders.objection(folder(path))
                    .map(reason -> "its folder cannot be trusted: " + reason)
                    .or(() -> file.refusalToTrust(folders.ownUser()));
            return new WatchedFile(path, Optional.of(file), open);
        } catch (NoSuchFileException gone) {
            return new WatchedFile(path, Optional.empty(), Optional.empty());
        } catch (IOException e) {
            return new WatchedFile(path, Optional.empty(), Optional.of(unreadable(e)));
        }
    }

    private static Path folder(Path path) {
        return Optional.ofNullable(path.toAbsolutePath().getParent()).orElse(Path.of("/"));
    }

    private static String unreadable(IOException e) {
        return "it cannot be read: " + KeyFile.sentence(e);
    }

    Reading read() {
        if (seen.isEmpty()) {
            return trouble.<Reading>map(Reading.Unread::new).orElseGet(Reading.Gone::new);
        }
        KeyFile file = seen.get();
        Optional<String> unopened = file.refusalToOpen();
        if (unopened.isPresent()) {
            return new Reading.Unread(unopened.get());
        }
        try {
            Secret content = Secret.of(file.bytes());
            return trouble.<Reading>map(reason -> new Reading.Untrusted(reason, content))
                    .orElseGet(() -> new Reading.Good(file, content));
        } catch (IOException e) {
            return new Reading.Unread(unreadable(e));
        }
    }

    /** Whether it was changed after that instant. */
    boolean changedWithin(Instant from, Instant to) {
        return seen.filter(file -> file.changedWithin(from, to)).isPresent();
    }
}
