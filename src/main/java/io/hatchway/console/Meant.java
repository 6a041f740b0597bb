package io.hatchway.console;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What words mean. Pure. */
final class Meant {
    private Meant() {}

    /**
     * What all of the words mean, each thing once and in the order of the words.
     *
     * @param nothing what is said of a word that means nothing
     * @throws CommandException when one of them means nothing
     */
    static <T> List<T> by(List<String> words, Function<String, List<T>> meaning, UnaryOperator<String> nothing)
            throws CommandException {
        Set<T> chosen = new LinkedHashSet<>();
        for (String word : words) {
            List<T> meant = meaning.apply(word);
            if (meant.isEmpty()) {
                throw CommandException.unknown(nothing.apply(word));
            }
            chosen.addAll(meant);
        }
        return List.copyOf(chosen);
    }
}
