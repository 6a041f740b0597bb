package io.hatchway.docker;

import static io.hatchway.fuzz.FuzzTarget.that;

import io.hatchway.container.Command;
import io.hatchway.fuzz.FuzzTarget;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Words quoted for a shell are split into the same words, and a line for a shell is one argument, untouched. */
final class ArgvFuzz implements FuzzTarget {
    @Override
    public List<byte[]> seeds() {
        return FuzzTarget.texts(
                "ls -l '/a b'", "a\"b\\\"c\"d", "'open", "\\\n\\ x\\", "\"\\x\\$\\`\\\\\"", "'' \"\"", "\t \n");
    }

    @Override
    public void hold(byte[] input) {
        String line = FuzzTarget.text(input);
        that(
                Argv.withShell(new Command.Line(line), Optional.empty()).equals(List.of("sh", "-c", line)),
                "the line was changed");
        Argv.words(line).ifPresent(words -> {
            String quoted = words.stream()
                    .map(word -> "'" + word.replace("'", "'\\''") + "'")
                    .collect(Collectors.joining(" "));
            that(Argv.words(quoted).equals(Optional.of(words)), "%s became %s", words, Argv.words(quoted));
            that(words.stream().mapToInt(String::length).sum() <= line.length(), "longer than it was: %s", words);
        });
    }
}
