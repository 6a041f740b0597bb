package io.hatchway.keys;

import java.nio.file.Path;

/**
 * A line with a key.
 *
 * @param opens what the line is for
 */
public record KeyPlace(Opens opens, Path file, int line, String comment) {

    /** What a file of keys is for. */
    public sealed interface Opens {
        /** The logins of a file of the keys folder. */
        record Logins(String pattern) implements Opens {}

        /** A person's keys. */
        record Persons(String name) implements Opens {}

        /** Authorities whose certificates are trusted. */
        record Authorities() implements Opens {}
    }

    /** As origins have it. */
    public String origin() {
        return file + ":" + line;
    }
}
