package io.hatchway.config;

import static io.hatchway.fuzz.FuzzTarget.that;

import io.hatchway.fuzz.FuzzTarget;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Words that are split can be written again and split the same; none of them could end an argument early. */
final class WordsFuzz implements FuzzTarget {
    @Override
    public List<byte[]> seeds() {
        return FuzzTarget.texts("/bin/bash -l", "sh -c 'a b' \"it's\"", "a''b", "''", "'open", " \t\n", "a\0b");
    }

    @Override
    public void hold(byte[] input) {
        String text = FuzzTarget.text(input);
        Words.split(text).ifPresent(words -> {
            that(!words.isEmpty() && !words.getFirst().isEmpty(), "no program in '%s'", text);
            that(words.stream().noneMatch(word -> word.indexOf('\0') >= 0), "a NUL in %s", words);
            String quoted = words.stream()
                    .map(word -> "'" + word.replace("'", "'\"'\"'") + "'")
                    .collect(Collectors.joining(" "));
            that(Words.split(quoted).equals(Optional.of(words)), "%s became %s", words, Words.split(quoted));
        });
    }
}
