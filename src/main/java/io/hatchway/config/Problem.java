package io.hatchway.config;

import java.util.Locale;

/**
 * Something wrong with a file somebody wrote.
 *
 * @param file the file as its author would name it
 * @param line counted from 1; 0 where the file as a whole is meant
 * @param message what is wrong, what follows from it and what to do, in one line
 */
public record Problem(String file, int line, Severity severity, String message) {

    /** How bad it is. */
    public enum Severity {
        /** Nothing was read from the file, or from this line of it. */
        ERROR,
        /** It was read, though perhaps not as its author meant it. */
        WARNING
    }

    /** {@code file:line: error: message}, as compilers say it, so that editors can jump there. */
    @Override
    public String toString() {
        return file + (line > 0 ? ":" + line : "") + ": " + severity.name().toLowerCase(Locale.ROOT) + ": " + message;
    }
}
