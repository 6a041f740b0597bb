package io.hatchway.config;

import static io.hatchway.fuzz.FuzzTarget.that;

import io.hatchway.fuzz.FuzzTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the fuzzing of both files has in common: where it starts from, and how what is wrong must be said. */
final class Wrongs {
    private static final int LONGEST_MESSAGE = 1000;

    private Wrongs() {}

    /**
     * The sections of a shipped file, each short enough to be one input.
     *
     * @param commentedKey what stands before a key that is switched off; it is taken away
     */
    static Stream<byte[]> sections(Path shipped, String commentedKey) {
        try {
            String text = Files.readString(shipped).replaceAll(commentedKey, "");
            return FuzzTarget.texts(text.split("\n\n", -1)).stream()
                    .filter(seed -> seed.length < FuzzTarget.LARGEST_INPUT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each names a line of the text, and is fit to show. */
    static void areWellSaid(List<Problem> problems, String text) {
        long lines = text.lines().count() + 1;
        for (Problem problem : problems) {
            that(problem.line() >= 0 && problem.line() <= lines, "line %d of %d", problem.line(), lines);
            that(FuzzTarget.isPlain(problem.message()), "not fit to show: %s", problem);
            that(problem.message().length() <= LONGEST_MESSAGE, "too long to show: %s", problem);
        }
    }
}
